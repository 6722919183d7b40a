/** The optional pages of the spec, as a command line names them. */
import { extensionIds, isExtension } from '../core/extensions/index.ts';
import type { ExtensionId } from '../core/types.ts';
import { UsageError } from '../host/errors.ts';
import { excerpt } from '../text/printable.ts';

/** What stands for the names of all pages. */
export const ALL_PAGES = 'all';

/**
 * The names of pages, as they are given to --with; `all`: every page there is, in the order of the spec.
 *
 * @throws UsageError when there is no such page.
 */
export const readExtensions = (text: string): readonly ExtensionId[] => {
  const names = text.split(',').flatMap((name): readonly string[] => (name === ALL_PAGES ? extensionIds : [name]));
  return [...new Set(names)].map((name) => {
    if (isExtension(name)) return name;
    throw new UsageError(`there is no page ${excerpt(name)}; known are ${extensionIds.join(', ')}, and ${ALL_PAGES}`);
  });
};
