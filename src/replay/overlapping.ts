/** Which stages ran, by the log, while another one did: for comparing, never for predicting. */
export function overlappingStages(
  stages: readonly { readonly submittedMs: number | null; readonly completedMs: number | null }[],
): boolean[] {
  const spans = stages.map(({ submittedMs, completedMs }) =>
    submittedMs === null || completedMs === null ? null : ([submittedMs, completedMs] as const),
  );
  const order = spans
    .flatMap((span, index) => (span === null ? [] : [index]))
    .sort((a, b) => spans[a]![0] - spans[b]![0]);
  const overlapping = stages.map(() => false);
  let latest = -1;
  for (const index of order) {
    if (latest >= 0 && spans[latest]![1] > spans[index]![0]) {
      overlapping[latest] = true;
      overlapping[index] = true;
    }
    if (latest < 0 || spans[index]![1] > spans[latest]![1]) latest = index;
  }
  return overlapping;
}
