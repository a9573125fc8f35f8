import type { World } from '../model.ts';
import type { TableLog } from './_log.ts';

/**
 * Calls back when nothing of what was there before a time is left: no entry of the log, and after that no old version of an
 * object, which stays for `keptSeconds`.
 */
export const whenForgotten = (
  { world, log, keptSeconds }: { readonly world: World; readonly log: TableLog | null; readonly keptSeconds: number },
  beforeSeconds: number,
  forgotten: () => void,
): void => {
  const versionsGone = (): void => {
    if (keptSeconds > 0) world.kernel.spawn(after(keptSeconds, forgotten), `${world.name}: old versions of objects`);
    else forgotten();
  };
  if (log === null) versionsGone();
  else log.whenForgotten(beforeSeconds, versionsGone);
};

function* after(seconds: number, then: () => void) {
  yield seconds;
  then();
}
