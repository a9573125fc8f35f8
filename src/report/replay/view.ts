/** Sentences and rows of the replay's report. */
import type { ReplayResult } from '../../results/replay.ts';
import { formatShare, formatTime } from '../../units/index.ts';

export const signedShare = (ratio: number): string => `${ratio > 0 ? '+' : ''}${formatShare(ratio)}`;

/** The number between asterisks is printed bold. */
export function answerOf({ applicationSeconds: { logged, simulated }, changes, errors }: ReplayResult): string {
  const off = signedShare(simulated / logged - 1);
  if (changes.length > 0)
    return `With the changes **${formatTime(simulated)}**, against ${formatTime(logged)} logged: ${off}.`;
  const stages =
    errors.isolated === null ? '' : `; stages that ran alone are ${formatShare(errors.isolated)} off on average`;
  return `Simulated **${formatTime(simulated)}**, logged ${formatTime(logged)}: ${off}${stages}.`;
}

export function pathRows({ criticalPath, applicationSeconds }: ReplayResult) {
  return criticalPath.map(({ text, startSeconds, endSeconds }) => ({
    text,
    startSeconds,
    seconds: endSeconds - startSeconds,
    share: (endSeconds - startSeconds) / applicationSeconds.simulated,
  }));
}
