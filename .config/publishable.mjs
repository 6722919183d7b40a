// Refuses to publish a package whose repository is still the stand-in: a registry's page would lead nowhere.
import { readFileSync } from 'node:fs';

const [path = 'package.json'] = process.argv.slice(2);
const { url = '' } = JSON.parse(readFileSync(path, 'utf8')).repository ?? {};
if (!/^(git\+)?(https|ssh):\/\/[^/]+\//.test(url) || /\.invalid\//.test(url)) {
  console.error(
    `${path}: repository.url is ${JSON.stringify(url)}, where nothing is; npm pkg set repository.url=git+https://...`,
  );
  process.exitCode = 1;
}
