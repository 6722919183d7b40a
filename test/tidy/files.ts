import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A file of the repository: its path from the top, with slashes, and its text. */
export type SourceFile = { readonly path: string; readonly text: string };

/** Every file that git tracks or would track, so that a new file is checked before it is committed. */
export function repositoryFiles(): readonly SourceFile[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const paths = [...new Set(listed.split('\0'))].filter((path) => path !== '').sort();
  return paths.flatMap((path) => {
    try {
      return [{ path, text: readFileSync(path, 'utf8') }];
    } catch {
      return []; // deleted, and not yet committed
    }
  });
}

/** The files under one of the folders. */
export function under(files: readonly SourceFile[], ...folders: readonly string[]): readonly SourceFile[] {
  return files.filter(({ path }) => folders.some((folder) => path.startsWith(`${folder}/`)));
}
