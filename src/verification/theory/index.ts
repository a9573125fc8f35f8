export { type BirthDeath, birthDeath } from './birth-death.ts';
export {
  type ClosedNetwork,
  closedNetwork,
  harmonic,
  meanMakespan,
  trafficRates,
} from './networks.ts';
export { meanFlowsCapped, meanTimeOfSize, meanTimeProcessorSharing, varianceOfTimeSharing } from './sharing.ts';
export {
  erlangB,
  erlangC,
  meanNumberGroups,
  meanTimesPreemptive,
  meanTimesPreemptiveMmc,
  meanWaitGm1,
  meanWaitMg1,
  meanWaitMmc,
  meanWaitsPriorities,
  meanWaitsPrioritiesMmc,
  type PriorityClass,
  rootGm1,
  timeQuantileMm1,
  waitDistributionMd1,
  waitQuantileGm1,
  waitQuantileMmc,
} from './waiting-lines.ts';
