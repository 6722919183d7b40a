import { describe, expect, test } from 'vitest';
import { calm, type Logger, lineLogger, silentLogger } from '../../src/runtime/logger.ts';

/** What a logger was told. */
const listener = () => {
  const told: string[] = [];
  const logger: Logger = {
    info: (fields, message) => void told.push(`info ${message} ${JSON.stringify(fields)}`),
    warn: (fields, message) => void told.push(`warn ${message} ${JSON.stringify(fields)}`),
    error: (fields, message) => void told.push(`error ${message} ${JSON.stringify(fields)}`),
  };
  return { told, logger };
};

describe('a calm logger', () => {
  test('tells a thing once a minute, and how often it was not told', () => {
    const { told, logger } = listener();
    let nowMs = 0;
    const log = calm(logger, { now: () => nowMs });
    for (nowMs = 0; nowMs < 130_000; nowMs += 1000) log.say('warn', 'a', { peer: 'S2' }, 'lost');
    expect(told).toEqual([
      'warn lost {"peer":"S2"}',
      'warn lost {"peer":"S2","unsaid":59}',
      'warn lost {"peer":"S2","unsaid":59}',
    ]);
  });

  test('tells different things each', () => {
    const { told, logger } = listener();
    const log = calm(logger, { now: () => 0 });
    log.say('info', 'a', {}, 'one');
    log.say('error', 'b', {}, 'two');
    expect(told).toEqual(['info one {}', 'error two {}']);
  });

  test('remembers a bounded number of things', () => {
    const { told, logger } = listener();
    const log = calm(logger, { now: () => 0 });
    for (let key = 0; key < 1025; key++) log.say('info', `${key}`, {}, 'seen');
    for (const key of ['1024', '0']) log.say('info', key, {}, `again ${key}`);
    expect(told.slice(1025)).toEqual(['info again 0 {}']);
  });
});

describe('a logger of lines', () => {
  test('writes JSON of what is loud enough', () => {
    const lines: string[] = [];
    const logger = lineLogger('warn', (line) => void lines.push(line));
    logger.info({}, 'quiet');
    logger.warn({ peer: 'S2' }, 'loud');
    logger.error({}, 'louder');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { level: 'warn', message: 'loud', peer: 'S2' },
      { level: 'error', message: 'louder' },
    ]);
    expect(lines.every((line) => line.endsWith('\n'))).toBe(true);
  });

  test('may be silent', () => {
    for (const level of ['info', 'warn', 'error'] as const) expect(() => silentLogger[level]({}, 'a')).not.toThrow();
  });
});
