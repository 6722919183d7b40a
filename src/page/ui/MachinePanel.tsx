import type { Explorer } from './explorer.ts';

export const MachinePanel = (_: { readonly explorer: Explorer }) => null;
