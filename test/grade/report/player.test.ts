/** A report in a browser, opened as a file: its pictures are played with keys and buttons, without a network. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { gradeReport } from '../../../src/grade/report/index.ts';
import { playerHash } from '../../../src/grade/report/player.ts';
import { chromiumName, isChromiumThere, launch, watch } from '../../page/ui/browser.ts';
import { circumstances, failing } from '../arrange.ts';

const html = gradeReport('html', [failing], circumstances);

describe.skipIf(!isChromiumThere)(`a picture of a report, ${chromiumName}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'figure2-player-'));
  let browser: Browser;
  let page: Page;
  let problems: readonly string[] = [];

  const open = async (text: string): Promise<void> => {
    const file = join(folder, 'report.html');
    writeFileSync(file, text);
    page = await browser.newPage();
    const address = pathToFileURL(file).href;
    problems = watch(page, address);
    await page.goto(address);
  };

  const said = async (): Promise<string> => (await page.locator('output').textContent()) ?? '';
  const clipped = (): Promise<string> => page.evaluate("document.querySelector('figure svg').style.clipPath");

  beforeAll(async () => {
    browser = await launch();
    await open(html);
  });

  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  test('is whole at first, and goes back and forward by keys', async () => {
    expect([await said(), await clipped()]).toEqual([expect.stringMatching(/^2 of 2: S1, 3 ms RequestVote/), '']);
    await page.locator('figure').focus();
    await page.keyboard.press('ArrowLeft');
    expect(await said()).toMatch(/^1 of 2: S3, 1 ms RequestVote term=4 to S1 → candidate, term 4/);
    expect(await clipped()).toMatch(/^inset\(0px 0px [\d.]+%\)$/);
    await page.keyboard.press('ArrowLeft');
    expect(await said()).toMatch(/^1 of 2/);
    await page.keyboard.press('End');
    expect([await said(), await clipped()]).toEqual([expect.stringMatching(/^2 of 2/), '']);
  });

  test('goes by buttons and by the slider, and plays by itself', async () => {
    await page.getByRole('button', { name: 'First' }).click();
    expect(await said()).toMatch(/^1 of 2/);
    await page.getByRole('button', { name: 'Forward' }).click();
    expect(await said()).toMatch(/^2 of 2/);
    await page.getByRole('slider', { name: 'Step' }).fill('1');
    expect(await said()).toMatch(/^1 of 2/);
    await page.getByRole('button', { name: 'Play' }).click();
    await page.getByText(/^2 of 2/).waitFor();
    await page.getByRole('button', { name: 'Play' }).waitFor();
  });

  test('marks its step in words, and leads to the clause', async () => {
    await page.getByText('The same in words').click();
    expect(await page.locator('[aria-current=step]').textContent()).toMatch(/^S1, 3 ms/);
    await page.getByRole('link', { name: /^RV-2: / }).click();
    expect(page.url()).toMatch(/#RV-2$/);
    expect(await page.locator(':target').textContent()).toContain('What RV-2 asks & why.');
  });

  test('asks for nothing, and breaks no policy', () => {
    expect(problems).toEqual([]);
  });

  test('stays whole without its script, which no other script can replace', async () => {
    await open(html.replaceAll(playerHash, 'sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='));
    expect(problems.join()).toMatch(/Content Security Policy/);
    expect([await page.getByRole('button').count(), await clipped()]).toEqual([0, '']);
  });
});
