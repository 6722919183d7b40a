import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { pack } from '../../../src/page/address.ts';
import { withOpening } from '../../../src/page/opening.ts';
import { writeSession } from '../../../src/page/session/document.ts';
import { Play } from '../../../src/page/session/play.ts';
import { recordingProtocol } from '../../../src/page/session/recorded.ts';
import { sessionOf } from '../../../src/page/session/recording.ts';
import { readTraceFile, writeTraceFile } from '../../../src/trace/traceFile.ts';
import { foundIn } from '../../model/counterexample/arrange.ts';
import { fresh, moveOf, protocolOf } from '../session/arrange.ts';
import { chromiumName, isChromiumThere, launch, serve, watch } from './browser.ts';

const MAX_KILOBYTES = 300;

test('the page loads under 300 KB compressed, in one file', () => {
  const page = readFileSync('dist/page/index.html');
  expect(gzipSync(page).length / 1000).toBeLessThan(MAX_KILOBYTES);
  expect(page.toString()).not.toMatch(/<(?:script|link|img)[^>]+(?:src|href)="(?!data:)/);
});

describe.skipIf(!isChromiumThere)(`the explorer ${chromiumName}`, () => {
  let browser: Browser;
  let server: Server;
  let address: string;
  let page: Page;
  let problems: readonly string[];

  beforeAll(async () => {
    browser = await launch();
    ({ server, address } = await serve());
  });
  afterAll(async () => {
    await browser.close();
    server.close();
  });
  beforeEach(async () => {
    page = await browser.newPage();
    problems = watch(page, address);
    await page.goto(address);
  });
  afterEach(async () => {
    await page.close();
    expect(problems).toEqual([]);
  });

  const button = (name: string | RegExp) =>
    page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });
  const node = (id: string) => page.locator(`[data-server=${id}]`);
  const open = (title: string) => button(title).click();
  const rules = (id: string) => page.getByRole('combobox', { name: 'Rules' }).selectOption(id);
  const line = () => page.locator('.timeline .line').textContent();
  const property = (id: string) =>
    page
      .locator('.properties tr', { has: button(id) })
      .locator('td')
      .last()
      .textContent();
  const deliver = async (from: string, to: string, type: string): Promise<void> => {
    await page.locator(`[data-message=${type}][data-from=${from}][data-to=${to}]`).first().click();
    await button('Deliver').click();
  };
  const roleOf = async (id: string): Promise<string> => (await node(id).getAttribute('aria-label')) ?? '';

  test('RS-C-2: an election, by clicks on servers and messages', async () => {
    await node('S1').click();
    await button('Election timeout').click();
    expect(await roleOf('S1')).toMatch(/^S1, candidate of term 1/);
    await deliver('S1', 'S2', 'RequestVote');
    await deliver('S2', 'S1', 'RequestVoteReply');
    expect(await roleOf('S1')).toMatch(/^S1, leader of term 1/);
    expect(await page.getByLabel('What just happened').textContent()).toMatch(/RS-C-2.*RS-L-1/s);
    expect(await page.getByLabel('Difference').textContent()).toMatch(/role.*candidate.*leader/s);
    expect(await property('SP-1')).toMatch(/^✓ holds, \d+×$/);
  });

  test('a split vote: two candidates, and nobody wins', async () => {
    await open('A split vote');
    const candidates = page.locator('.node.candidate');
    for (let move = 0; move < 40 && (await candidates.count()) < 2; move++) await button('Step').click();
    expect(await candidates.count()).toBe(2);
    expect(await page.locator('.node.leader').count()).toBe(0);
    expect(await page.getByLabel('Golden script').textContent()).toMatch(/vote/i);
  });

  test('RV-4: asks what a server will do before the step is shown, and says which clause decides', async () => {
    await open('A split vote');
    await page.getByLabel('Frame').fill('0');
    await page.getByLabel('Ask before each step of a story').check();
    const panel = page.getByLabel('Prediction');
    const asked = panel.getByRole('group', { name: /^voteGranted in the reply of/ });
    for (let move = 0; move < 40 && (await asked.count()) === 0; move++) await button('Step').click();
    const before = await line();
    await asked.getByRole('button', { name: 'true' }).click();
    expect(await panel.textContent()).toMatch(
      /(?:Right: true RV-2.*1 of 1 right|Wrong: it is false RV-4.*0 of 1 right)/s,
    );
    expect(await line()).toBe(before);
    await button('Step').click();
    expect(await line()).not.toBe(before);
    await page.getByLabel('Ask before each step of a story').uncheck();
    expect(await panel.getByRole('group').count()).toBe(0);
  });

  test('D-6: a bug of a real project plays by the rules of its defect, and takes them with it', async () => {
    const session = page.getByRole('combobox', { name: 'Session' });
    const ruling = page.getByRole('combobox', { name: 'Rules' });
    await session.selectOption('xnnyygn/xraft: A vote of the last candidacy counts in the next');
    await page.getByLabel('Frame').fill('999');
    expect(await ruling.inputValue()).toBe('A14');
    expect(await property('SP-1')).toBe('✗ broken');
    await session.selectOption('Without RV-2: A voter does not compare the logs');
    expect(await ruling.inputValue()).toBe('A02');
    await session.selectOption('A split vote');
    expect(await ruling.inputValue()).toBe('');
    await rules('A46');
    await session.selectOption('Figure 7');
    expect(await ruling.inputValue()).toBe('A46');
  });

  test('a partitioned leader: links that are cut are seen, and heal by a click', async () => {
    await open('A partitioned leader');
    await page.getByLabel('Frame').fill('60');
    expect(await page.locator('.wire.cut').count()).toBeGreaterThan(0);
    const before = await page.locator('.wire.cut').count();
    await page.locator('.wire.cut').first().focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('.wire.cut').count()).toBe(before - 1);
    expect(await line()).toMatch(/^S\d heal S\d$/);
  });

  test('ST-8: a crash between persist and send', async () => {
    await node('S2').click();
    await page.getByText('Election timeout, and crash in the middle of it').click();
    await button('Crash after this').first().click();
    expect(await roleOf('S2')).toBe('S2, down');
    expect(await page.getByLabel('What just happened').textContent()).toMatch(
      /persist term=1 vote=S2.*send S1.*not done/s,
    );
    await button('Restart').click();
    expect(await roleOf('S2')).toMatch(/^S2, follower of term 1, voted for S2/);
  });

  test('messages are lost, duplicated and delayed', async () => {
    await node('S1').click();
    await button('Election timeout').click();
    const flight = page.locator('[data-message]');
    expect(await flight.count()).toBe(2);
    await flight.first().click();
    await button('Duplicate').click();
    expect(await flight.count()).toBe(3);
    await button('Delay').click();
    expect(await line()).toMatch(/ by 50$/);
    await button('Lose').click();
    expect(await flight.count()).toBe(2);
  });

  test('commands are committed when it runs, and a snapshot is taken', async () => {
    await page.getByLabel('Speed').fill('9');
    await button('Run').click();
    await page.locator('.node.leader').waitFor();
    await button('Pause').click();
    await page.locator('.node.leader').click();
    await page.getByLabel('Command', { exact: true }).fill('x=1');
    await button('Send command').click();
    await button('Run').click();
    await page.locator('.logs td.applied').nth(2).waitFor();
    await button('Pause').click();
    expect(await page.locator('.logs td.applied').first().textContent()).toContain('x=1');
    await button('Take a snapshot').click();
    expect(await page.locator('.logs td.snapshot').count()).toBe(1);
    expect(await page.locator('.violation').count()).toBe(0);
  });

  test('undo, redo, branches and the timeline', async () => {
    await button('S1: Election timeout').click();
    const first = await line();
    await button('Undo').click();
    await button('S2: Election timeout').click();
    await button('Undo').click();
    await button(/^[\d.]+ S1 timeout election$/).click();
    expect(await line()).toBe(first);
    await page.getByLabel('Frame').fill('0');
    expect(await line()).toBe('The beginning: all servers are down.');
    await page.keyboard.press('ArrowRight');
    expect(await line()).toMatch(/^S1 restart/);
  });

  test('Figure 7: the logs of the paper', async () => {
    await open('Figure 7');
    const rows = await page.locator('.logs tbody tr').allTextContents();
    expect(rows).toHaveLength(7);
  });

  test.each([
    ['(a)', /^S1, .*leader/],
    ['(b)', /^S5, .*leader/],
    ['(c)', /^S1, .*leader/],
    ['(d)', /^S5, .*leader/],
    ['(e)', /^S1, .*leader/],
  ])('Figure 8 %s plays, and nothing is broken', async (part, leader) => {
    await open(`Figure 8 ${part}`);
    const nodes = await page.locator('.node').all();
    const names = await Promise.all(nodes.map((one) => one.getAttribute('aria-label')));
    expect([part, names.find((name) => leader.test(name ?? '')) ?? names]).toEqual([
      part,
      expect.stringMatching(leader),
    ]);
    expect(await page.locator('.script [aria-current]').textContent()).toContain(part);
    expect(await page.locator('.violation').count()).toBe(0);
  });

  test('RS-L-4: Figure 8 goes wrong when the leader counts entries of old terms', async () => {
    await open('Figure 8 (d)');
    await rules('A46');
    const told = await page.locator('.violation').allTextContents();
    expect(told[0]).toMatch(/SP-12.*RS-L-4/s);
    await button('Show the move that broke SP-12').click();
    expect(await page.getByLabel('What just happened').textContent()).toMatch(/AppendEntriesReply/);
    await button('RS-L-4').first().click();
    expect(await page.getByRole('dialog').textContent()).toMatch(/RS-L-4 .*current term/s);
    await page.keyboard.press('Escape');
    await page.getByRole('combobox', { name: 'Rules' }).selectOption('');
    expect(await page.locator('.violation').count()).toBe(0);
  });

  test('IS-8: a snapshot install, chunk by chunk', async () => {
    await open('A snapshot install');
    const labels =
      "[...document.querySelectorAll('[data-message=InstallSnapshot]')].map((dot) => dot.ariaLabel).join()";
    const installed = page.locator('.logs tr.follower td.snapshot');
    const chunks = new Set<string>();
    for (let move = 0; move < 200 && (await installed.count()) === 0; move++) {
      await button('Step').click();
      for (const [, offset = ''] of String(await page.evaluate(labels)).matchAll(/offset=(\d+)/g)) chunks.add(offset);
    }
    expect(await installed.count()).toBeGreaterThan(0);
    expect(chunks.size).toBe(3);
  });

  test('a search finds what a defect breaks', async () => {
    await rules('A01');
    await button('Find what goes wrong').click();
    await page.locator('.violation').first().waitFor({ timeout: 30_000 });
    expect(await page.locator('.violation').first().textContent()).toMatch(/RV-2/);
  });

  test('the address holds it all: another page opens the same', async () => {
    await open('Figure 8 (c)');
    await button('S2: Command').click();
    await page.waitForFunction('location.hash.length > 100');
    const url = page.url();
    const told = await line();
    const other = await browser.newPage();
    await other.goto(url);
    await other
      .getByText(told ?? '', { exact: true })
      .first()
      .waitFor();
    await other.goto(`${address}#nonsense`);
    await other.getByText('The address holds no session: it is cut off or altered.').waitFor();
    await other.close();
  });

  test('a counterexample is loaded, and saved as figure2 replay takes it', async () => {
    const story = foundIn('A01', 2);
    await rules('A01');
    const chooser = page.waitForEvent('filechooser');
    await button('Load').click();
    await (await chooser).setFiles({
      name: 'votes.itf.json',
      mimeType: 'application/json',
      buffer: Buffer.from(writeTraceFile(story)),
    });
    await page.locator('.violation').first().waitFor();
    expect(await page.locator('.violation').first().textContent()).toMatch(/SP-7.*RV-2/s);
    const download = page.waitForEvent('download');
    await button('Save').click();
    const saved = readTraceFile(readFileSync(await (await download).path(), 'utf8'));
    expect(saved).toMatchObject({ ok: true, recording: { setting: story.setting } });
    expect(saved.ok && saved.recording.trace.map((step) => step.line.split(' | ')[0])).toEqual(
      story.trace.map((step) => step.line.split(' | ')[0]),
    );
  });

  test('what the command line opens goes wrong by the rules that were recorded', async () => {
    const session = sessionOf('votes.itf.json', foundIn('A01', 2), 'recorded');
    const { protocol, recorded } = recordingProtocol('mine.ts', protocolOf('A01'));
    const play = new Play(session, protocol);
    for (const move of session.moves) play.do(move);
    const served = await serve((html) => withOpening(html, session, recorded));
    const other = await browser.newPage();
    await other.goto(served.address);
    await other.locator('.violation').first().waitFor();
    expect(await other.getByLabel('Rules').locator('option:checked').textContent()).toBe('as recorded of mine.ts');
    await other.close();
    served.server.close();
  });

  test.each([
    [360, 'light'],
    [360, 'dark'],
    [1400, 'light'],
    [1400, 'dark'],
  ] as const)('fits a width of %d, %s', async (width, colorScheme) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 800 });
    await open('Figure 8 (d)');
    await node('S5').click();
    const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    expect(overflow).toBeLessThanOrEqual(0);
    const background = await page.evaluate('getComputedStyle(document.documentElement).backgroundColor');
    expect(background).toBe(colorScheme === 'dark' ? 'rgb(13, 17, 23)' : 'rgb(255, 255, 255)');
  });

  test('has a name and a role for everything that can be pressed, and all of it can be reached by the keyboard', async () => {
    await open('Figure 8 (b)');
    const pressables = page.locator('button:not(:disabled), select, input:visible, [role=button], summary');
    const names = await Promise.all((await pressables.all()).map((element) => element.ariaSnapshot()));
    expect(names.filter((name) => !/ "\S|: \S/.test(name))).toEqual([]);
    // each pressable that the keyboard comes to is marked; what is left was not reached
    await page.evaluate(
      "document.addEventListener('focusin', ({ target }) => target.setAttribute('data-reached', ''))",
    );
    for (let press = 0; press < 2 * names.length; press++) await page.keyboard.press('Tab');
    const missed = page.locator(
      ':is(button:not(:disabled), select, input:not([hidden]), [role=button], summary):not([data-reached])',
    );
    expect(await missed.allTextContents()).toEqual([]);
    await node('S3').focus();
    await page.keyboard.press('Enter');
    await page.getByLabel('What can happen to S3').waitFor();
  });

  test('keeps the focus where it was when what was pressed is gone, or can not be pressed any more', async () => {
    const focused = () => page.evaluate("document.activeElement?.closest('section, header')?.ariaLabel ?? 'nowhere'");
    await node('S1').focus();
    await page.keyboard.press('Enter');
    await button('Election timeout').first().focus();
    await page.keyboard.press('Enter');
    expect(await focused()).toBe('What can happen to S1');
    await button('Lose RequestVote from S1 to S2').focus();
    await page.keyboard.press('Enter');
    expect(await focused()).toBe('Enabled actions');
    await button('Undo').focus();
    for (let press = 0; press < 10; press++) await page.keyboard.press('Enter');
    expect(await focused()).not.toBe('nowhere');
  });

  test('leaves the arrow keys to what scrolls', async () => {
    await page.locator('.logs .scroll').focus();
    const before = await line();
    await page.keyboard.press('ArrowRight');
    expect(await line()).toBe(before);
  });

  test('tells no story over other moves, whatever the title says', async () => {
    const other = await browser.newPage();
    await other.goto(`${address}#${await pack(writeSession({ ...fresh(), title: 'Figure 7' }))}`);
    await other
      .getByText(/^S3 restart/)
      .first()
      .waitFor();
    expect(await other.getByLabel('Golden script').count()).toBe(0);
    await other.close();
  });

  test('says when an address names rules that are not there', async () => {
    const session = { ...sessionOf('shared', foundIn('A01', 2), 'M-999'), title: 'shared' };
    const other = await browser.newPage();
    await other.goto(`${address}#${await pack(writeSession(session))}`);
    await other.getByText('The rules M-999 are not in this page: these are the shipped ones.').waitFor();
    expect(await other.locator('.violation').count()).toBe(0);
    await other.close();
  });

  test('says what of an address can not happen, and shows the moment that was meant', async () => {
    const moves = ['S3 crash', 'S1 restart', 'S2 restart', 'S3 restart', 'S1 timeout election'].map(moveOf);
    const other = await browser.newPage();
    await other.goto(`${address}#${await pack(writeSession({ ...fresh(), moves, at: 4 }))}`);
    await other.getByText('1 of the moves can not happen by these rules, and is left out.').waitFor();
    expect(await other.locator('.timeline .line').textContent()).toMatch(/^S3 restart/);
    await other.close();
  });

  test('does not tell what the shipped machine would do while other rules run', async () => {
    await button('S1: Election timeout').click();
    const taken = page.getByLabel('State diagram').locator('.taken, .arrow.lit');
    expect((await taken.allTextContents()).join('\n')).toMatch(/No word from a leader: stand for election/);
    await rules('A01');
    expect(await page.getByLabel('State diagram').textContent()).toMatch(/Other rules than those of this diagram run/);
    expect((await taken.allTextContents()).join('')).toBe('');
  });
});
