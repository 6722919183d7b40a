/** figure2 as it is packed and installed, with nothing from the network: what a user has in node_modules. */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** Packs what is built, and unpacks it as `node_modules/figure2` of a folder. */
export const installPacked = (folder: string): void => {
  const modules = join(folder, 'node_modules');
  mkdirSync(modules, { recursive: true });
  const pack = `npm pack --silent --ignore-scripts --pack-destination '${modules}' && cd '${modules}' && tar xzf figure2-*.tgz && rm figure2-*.tgz && mv package figure2`;
  const { status, stderr } = spawnSync('bash', ['-c', pack], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`figure2 can't be packed: ${stderr}`);
};
