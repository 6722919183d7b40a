/** The page in Chromium, from Debian's package. Where it is missing the tests say so and are skipped. */
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium, type Page } from 'playwright-core';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = [process.env['CHROMIUM'] ?? '', ...places].find((path) => existsSync(path));

export const isChromiumThere = executablePath !== undefined;

/** What stands in the report where it is missing. */
export const chromiumName = isChromiumThere
  ? 'in Chromium'
  : 'in Chromium (skipped: it is not there; apt-get install chromium, or CHROMIUM=its path)';

export const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: executablePath ?? '',
    args: [
      ...['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-sync'],
      ...['--disable-background-networking', '--disable-component-update'],
    ],
  });

/** The page on loopback; `opening` is what the command line would put into it. */
export const serve = async (
  change: (page: string) => string = (page) => page,
): Promise<{ server: Server; address: string }> => {
  const page = change(readFileSync('dist/page/index.html', 'utf8'));
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(page);
  });
  await new Promise<void>((listening) => void server.listen(0, '127.0.0.1', listening));
  return { server, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
};

/** What went wrong in a page: errors, and requests to anywhere but the page itself. */
export const watch = (page: Page, address: string): readonly string[] => {
  const problems: string[] = [];
  page.on('pageerror', ({ message }) => problems.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  page.on('request', (request) => {
    const url = request.url();
    if (url.split('#')[0] !== address && !url.startsWith('data:') && !url.startsWith('blob:'))
      problems.push(`asks for ${url}`);
  });
  return problems;
};
