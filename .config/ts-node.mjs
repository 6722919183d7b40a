// Lets Node run our TypeScript sources, worker threads included: node --import ./.config/ts-node.mjs file.ts
import { register } from 'node:module';

register('./ts-node-hooks.mjs', import.meta.url);
