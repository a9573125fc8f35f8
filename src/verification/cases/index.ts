import type { CaseSpec } from '../case.ts';
import { couplingCases } from './coupling.ts';
import { exactCases } from './exact.ts';
import { jobCases } from './jobs.ts';
import { networkCases, toldRefusalCases } from './networks.ts';
import { oneServerCases } from './one-server.ts';
import { priorityCases } from './priorities.ts';
import { refusalCases } from './refusals.ts';
import { severalServersCases } from './several-servers.ts';
import { sharingCases } from './sharing.ts';

export { references } from './_sources.ts';

/** In the order of the report. */
export const allCases: readonly CaseSpec[] = [
  ...exactCases,
  ...couplingCases,
  ...oneServerCases,
  ...severalServersCases,
  ...refusalCases,
  ...toldRefusalCases,
  ...priorityCases,
  ...sharingCases,
  ...networkCases,
  ...jobCases,
];
