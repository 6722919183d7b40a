// Builds a clone once its packages are installed. Without the tools that build, as after `npm ci --omit=dev`, it only says so.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const missing = ['typescript', 'vite', 'vite-plugin-singlefile', 'preact'].filter(
  (name) => !existsSync(new URL(`../node_modules/${name}`, import.meta.url)),
);
if (missing.length > 0) console.log(`not built: without ${missing.join(', ')}; figure2 needs dist`);
else process.exitCode = spawnSync('npm', ['run', 'build'], { stdio: 'inherit', shell: true }).status ?? 1;
