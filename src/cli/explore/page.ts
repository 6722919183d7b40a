/** The explorer page, with a new cluster or with the moment at which a configuration begins. */
import { settingOf, startOf } from '../../../model/worlds/configs/beginning.ts';
import { type ExitCode, UsageError } from '../../host/errors.ts';
import type { PlaySession } from '../../page/session/playSession.ts';
import { servePage } from '../support/servePage.ts';
import { findConfig } from './configs.ts';
import type { ExploreFlags } from './flags.ts';

/** @throws UsageError when the page can't show what is asked for. */
export const openPage = (
  name: string | undefined,
  { protocolFile, json, report, port }: ExploreFlags,
): Promise<ExitCode> => {
  const document = json ? '--json' : report && '--report';
  if (document) throw new UsageError(`${document} and --ui exclude each other; give one of them`);
  if (protocolFile !== undefined) {
    throw new UsageError(
      `--ui plays by the shipped rules, or by a defect that is chosen in it; of ${protocolFile} it can show what was recorded: figure2 replay FILE --ui --protocol ${protocolFile}`,
    );
  }
  if (name !== undefined && /[./\\]/.test(name)) {
    throw new UsageError(`--ui plays Raft, and ${name} is a model of its own; explore it without --ui`);
  }
  const at = port === undefined ? {} : { port };
  return servePage(name === undefined ? at : { session: beginningOf(name), ...at });
};

const beginningOf = (name: string): PlaySession => {
  const config = findConfig(name);
  return {
    title: config.title,
    setting: settingOf(config),
    mutant: null,
    seed: 1,
    moves: startOf(config).map((move) => ({ move })),
  };
};
