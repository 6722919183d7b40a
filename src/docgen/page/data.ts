/** What is built into the explorer page beside its code: generated, like everything else that explains the protocol. */
import { defectOf, experimentsFolder, museumFolder } from '../../../model/experiments/index.ts';
import { parseScript } from '../../../model/runs/scenario/script.ts';
import { raftMachine } from '../../core/machine.ts';
import { chartOf } from '../../diagram/readMachine.ts';
import { drawChartSvg } from '../../diagram/svg.ts';
import type { PageData } from '../../page/session/pageData.ts';
import { type PlayedScript, playScript } from '../../page/session/scripts.ts';
import { specPages } from '../clauses.ts';
import { rolesOf } from '../diagram/raft.ts';
import { clauseTexts } from './clauseTexts.ts';

/** Where the files of the repository are read. */
export interface Repository {
  readonly read: (path: string) => string;
  readonly list: (folder: string) => readonly string[];
}

const FOLDER = 'test/scenarios';

const byNumber = (one: string, other: string): number => one.localeCompare(other, 'en', { numeric: true });

export const pageData = async ({ read, list }: Repository): Promise<PageData> => {
  const { version } = JSON.parse(read('package.json')) as { readonly version: string };
  const playAll = (folder: string): readonly PlayedScript[] => {
    const names = list(folder).filter((name) => name.endsWith('.raft'));
    return names.sort(byNumber).map((name) => {
      const file = `${folder}/${name}`;
      const script = parseScript(file, read(file));
      return playScript(name.slice(0, -'.raft'.length), script, (id) => defectOf(id)?.protocol);
    });
  };
  return {
    version,
    scripts: playAll(FOLDER),
    experiments: playAll(experimentsFolder),
    museum: playAll(museumFolder),
    machine: await drawChartSvg(rolesOf(chartOf(raftMachine)), {
      title: 'The roles of a server',
      hasActions: false,
      isEmbedded: true,
    }),
    clauseTexts: clauseTexts(specPages.map((page) => ({ page, text: read(`spec/${page}`) }))),
  };
};
