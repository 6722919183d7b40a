/** Serves the explorer page on loopback until somebody ends it. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { ExitCode, reasonOf, UsageError } from '../../host/errors.ts';
import { readText } from '../../host/files.ts';
import { print } from '../../host/output.ts';
import { withOpening } from '../../page/opening.ts';
import type { PlaySession } from '../../page/session/playSession.ts';
import type { Recorded } from '../../page/session/recorded.ts';

export interface Opened {
  /** Absent: the page begins with a new cluster. */
  readonly session?: PlaySession;
  /** What rules of the user's did in it. */
  readonly recorded?: Recorded;
  /** Absent: one that the system gives. */
  readonly port?: number;
}

/**
 * Prints the address and serves until an interrupt.
 *
 * @throws UsageError when the page was not built or the port is taken.
 */
export const servePage = async ({ session, recorded, port = 0 }: Opened): Promise<ExitCode> => {
  const page = readPage();
  const server = serve(session ? withOpening(page, session, recorded ?? null) : page);
  await listening(server, port);
  const { port: given } = server.address() as AddressInfo;
  print(`Explorer: http://127.0.0.1:${given}/ (Ctrl-C ends it)`);
  await nextInterrupt();
  server.closeAllConnections();
  server.close();
  return ExitCode.holds;
};

const readPage = (): string => readText(fileURLToPath(new URL('../../../page/index.html', import.meta.url)));

/** The page asks for nothing and loads nothing: that is all there is to serve. */
const serve = (page: string): Server =>
  createServer((request, response) => {
    const isPage = request.method === 'GET' && request.url?.split('?')[0] === '/';
    response.writeHead(isPage ? 200 : 404, {
      'content-type': `${isPage ? 'text/html' : 'text/plain'}; charset=utf-8`,
      'cache-control': 'no-store',
    });
    response.end(isPage ? page : 'There is only one page: /\n');
  });

const listening = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', (error) => {
      reject(new UsageError(`can't listen on port ${port}: ${reasonOf(error)}; give another --port, or none`));
    });
    server.listen(port, '127.0.0.1', resolve);
  });

const nextInterrupt = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
