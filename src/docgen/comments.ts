/** Doc comments as pages: the comment is the only source, the page is made from it. */

/** The first doc comment of a file as Markdown. What is indented in it, such as a grammar, becomes a block. */
export function firstComment(source: string): string {
  const [, comment = ''] = /^\/\*\*([\s\S]*?)\*\//m.exec(source) ?? [];
  const lines = comment.split('\n').map((line) => line.replace(/^ \* ?/, '').trimEnd());
  return lines
    .join('\n')
    .trim()
    .replaceAll(/(?:^ {4}.*\n?(?:\n(?= {4}))?)+/gm, (block) => `${fence(block)}\n`);
}

/** The declaration of an interface or a type, as it stands in a file of the repository. */
export function declaration(source: string, name: string): string {
  const [found] = new RegExp(`^(?:export )?(?:interface|type) ${name}\\b[\\s\\S]*?^}`, 'm').exec(source) ?? [];
  if (found === undefined) throw new Error(`there is no ${name} any more`);
  return found;
}

function fence(block: string): string {
  const lines = block.trimEnd().split('\n');
  return ['```text', ...lines.map((line) => line.slice(4)), '```'].join('\n');
}
