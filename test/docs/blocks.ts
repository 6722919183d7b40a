/** The blocks of code on a page, and what the page says of them. */
import MarkdownIt from 'markdown-it';
import type { SourceFile } from '../tidy/files.ts';

/** A fenced block. */
export interface Block {
  /** Where its first line of code stands. */
  readonly path: string;
  readonly line: number;
  readonly language: string;
  readonly code: string;
  /** Under this name the code is saved in the folder of the page, for the commands that follow. */
  readonly file?: string;
  /** The file beside the page from which the code is copied word for word. */
  readonly of?: string;
  /** Why it is not run. */
  readonly noRun?: string;
  /** What a module prints, as the block after `<!-- prints -->` says. */
  readonly prints?: string;
}

/** What was found on a page: its blocks, and what is wrong with how they are written. */
export interface Blocks {
  readonly blocks: readonly Block[];
  readonly problems: readonly string[];
}

/** Languages that run, and those that are only shown. */
const runs = ['ts', 'console', 'sh'];
const shown = ['text', 'json', 'yaml', 'diff', 'mermaid', 'raft', 'quint', 'markdown'];

const markdown = new MarkdownIt({ html: true });

/** The blocks of a page of Markdown. */
export function blocksOfPage({ path, text }: SourceFile): Blocks {
  return blocksIn(text, (line) => ({ path, line }));
}

/** The blocks in the doc comments of a source file. */
export function blocksOfComments({ path, text }: SourceFile): Blocks {
  const comments = Array.from(text.matchAll(/^[ \t]*\/\*\*[\s\S]*?\*\//gm), (match) => {
    const first = text.slice(0, match.index).split('\n').length;
    const inside = match[0].replaceAll(/^[ \t]*(?:\/\*\*|\*\/|\*) ?|\*\/$/gm, '');
    return blocksIn(inside, (line) => ({ path, line: first + line - 1 }));
  });
  return {
    blocks: comments.flatMap(({ blocks }) => blocks),
    problems: comments.flatMap(({ problems }) => problems),
  };
}

function blocksIn(text: string, at: (line: number) => { readonly path: string; readonly line: number }): Blocks {
  const blocks: Block[] = [];
  const problems: string[] = [];
  let printsOf: number | undefined;
  let lastBlock: number | undefined;
  for (const { type, info, content, map } of markdown.parse(text, {})) {
    if (type === 'html_block' && content.trim() === '<!-- prints -->') {
      printsOf = lastBlock;
      if (printsOf === undefined) problems.push(complaint(at(map?.[0] ?? 0), 'there is no block before that prints'));
    }
    if (type !== 'fence') continue;
    const block = { ...at((map?.[0] ?? 0) + 2), code: content, ...read(info) };
    problems.push(...faults(block).map((words) => complaint({ ...block, line: block.line - 1 }, words)));
    const printer = printsOf === undefined ? undefined : blocks[printsOf];
    if (printsOf !== undefined && printer) blocks[printsOf] = { ...printer, prints: content };
    printsOf = undefined;
    blocks.push(block);
    lastBlock = blocks.length - 1;
  }
  return { blocks, problems };
}

type Info = Pick<Block, 'language' | 'file' | 'of' | 'noRun'> & { readonly unknown: readonly string[] };

/** Reads the words after the fence: the language, then `file="..."`, `of="..."`, `no-run="..."`. */
function read(info: string): Info {
  const [word = ''] = info.trim().split(/\s/);
  const language = word === '' ? 'text' : word;
  const rest = info.trim().slice(word.length);
  const values = new Map(Array.from(rest.matchAll(/([\w-]+)="([^"]*)"/g), ([, key = '', value = '']) => [key, value]));
  const [file, of, noRun] = ['file', 'of', 'no-run'].map((key) => values.get(key));
  const left = rest.replaceAll(/(?:file|of|no-run|svg)="[^"]*"/g, ' ').trim();
  return {
    language,
    unknown: left === '' ? [] : left.split(/\s+/),
    ...(file !== undefined && { file }),
    ...(of !== undefined && { of }),
    ...(noRun !== undefined && { noRun }),
  };
}

function faults({ language, unknown, noRun, code }: Pick<Block, 'code'> & Info): string[] {
  const problems = unknown.map((word) => `a block knows file="", of="", no-run="" and svg="", not ${word}`);
  if (![...runs, ...shown].includes(language)) {
    problems.push(`a block in "${language}"; write one of ${[...runs, ...shown].join(', ')}`);
  }
  if (noRun !== undefined && !/\w+ \w+/.test(noRun))
    problems.push('a block that is not run must say why: no-run="why"');
  if (noRun !== undefined && shown.includes(language)) problems.push(`a block in ${language} is not run anyway`);
  if (language === 'console' && !code.startsWith('$ ')) problems.push('a transcript begins with a command: $ command');
  if (shown.includes(language) && language !== 'markdown' && /^\$ (?:npx )?figure2\b/m.test(code)) {
    problems.push('this is a transcript; make it a console block, so that it is run');
  }
  return problems;
}

function complaint({ path, line }: { readonly path: string; readonly line: number }, words: string): string {
  return `${path}:${line}: ${words}`;
}
