import type { Explorer } from './explorer.ts';

export const MachinePanel = ({ explorer }: { readonly explorer: Explorer }) => {
  void explorer;
  return null;
};
