// ts-node's ESM hooks. A compile error is rethrown as a plain Error: ts-node's own cannot cross the loader thread.
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const { createEsmHooks, register } = createRequire(import.meta.url)('ts-node');
const hooks = createEsmHooks(register({ project: fileURLToPath(new URL('../tsconfig.json', import.meta.url)) }));

export const resolve = hooks.resolve;

export async function load(...args) {
  try {
    return await hooks.load(...args);
  } catch (error) {
    const text = error?.diagnosticText ?? syntaxErrorOf(error);
    if (text === undefined) throw error;
    const plain = new Error(text);
    plain.stack = text;
    throw plain;
  }
}

/** What swc says of a syntax error, without its backtrace. */
function syntaxErrorOf(error) {
  return error?.code === 'GenericFailure' ? error.message.split('\n\nCaused by:')[0].trim() : undefined;
}
