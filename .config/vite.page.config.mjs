// Builds the explorer into one HTML file without a request to anywhere. Needs dist/src, which is what the page's data is made with.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import MarkdownIt from 'markdown-it';
import { defineConfig } from 'vite';
import { viteSingleFile } from 'vite-plugin-singlefile';

const root = fileURLToPath(new URL('..', import.meta.url));
const virtual = 'virtual:figure2';

const markdown = new MarkdownIt();
// what the clauses refer to is not in the page; their ids are made to be clicked there
markdown.renderer.rules.link_open = () => '';
markdown.renderer.rules.link_close = () => '';

const data = {
  name: 'figure2-data',
  resolveId: (id) => (id === virtual ? `\0${virtual}` : undefined),
  load: async (id) => {
    if (id !== `\0${virtual}`) return undefined;
    const { pageData } = await import('../dist/src/docgen/page/data.js');
    const repository = {
      read: (path) => readFileSync(`${root}${path}`, 'utf8'),
      list: (folder) => readdirSync(`${root}${folder}`),
    };
    const { clauseTexts, ...others } = await pageData(repository);
    const texts = Object.fromEntries(Object.entries(clauseTexts).map(([id, text]) => [id, markdown.render(text)]));
    return `export const data = JSON.parse(${JSON.stringify(JSON.stringify({ ...others, clauseTexts: texts }))});`;
  },
};

export default defineConfig({
  root: `${root}src/page/ui`,
  logLevel: 'warn',
  build: { outDir: `${root}dist/page`, emptyOutDir: true, target: 'es2023' },
  plugins: [data, viteSingleFile({ removeViteModuleLoader: true })],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
});
