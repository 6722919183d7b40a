/** The good submission and all that are made of it, by name. */
import { buildGo, type GoBuild } from '../../../src/grade/index.ts';
import { faults } from './faults/index.ts';
import { unusual } from './unusual.ts';
import { goodVariant, type TextChange, type Variant, withVariant } from './variant.ts';

/** All of them, the good one first. */
export const variants: readonly Variant[] = [goodVariant, ...faults, ...unusual];

/** @throws Error when there is none. */
export const variantNamed = (id: string): Variant => {
  const found = variants.find((variant) => variant.id === id);
  if (!found) throw new Error(`there is no variant ${id}`);
  return found;
};

/** Builds a variant, with more changes of its text. */
export const buildVariant = (id: string, ...more: readonly TextChange[]): GoBuild => {
  const variant = variantNamed(id);
  return withVariant({ ...variant, changes: [...variant.changes, ...more] }, (folder) => buildGo(folder));
};
