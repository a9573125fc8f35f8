import type { DistributionSpec, Values } from '../../fields/index.ts';
import { createDistribution } from '../../random/index.ts';
import type { KeyedDraw, World } from '../model.ts';
import type { storageFields } from './fields.ts';

type StorageValues = Values<typeof storageFields>;

/**
 * With `load: hourly` a whole replication sees one of the measured hours, drawn for it: the hour moves the median far more
 * than chance does within an hour, and all requests of an hour share it. A profile without hours stays as it is.
 */
export function inTheHour(values: StorageValues, world: World): StorageValues {
  const { hours, putHours } = values;
  if (values.load !== 'hourly' || hours.length + putHours.length === 0) return values;
  // One draw for both: the hour is slow for all requests.
  const luck = world.replicationDraw('hour');
  return {
    ...values,
    firstByte: hours[Math.floor(luck * hours.length)] ?? values.firstByte,
    put: putHours[Math.floor(luck * putHours.length)] ?? values.put,
  };
}

/** How all requests of a replication's clients are stretched: where they are, and in which minutes of the hour. */
export interface ClientLuck {
  readonly get: number;
  readonly put: number;
}

const likeOthers: ClientLuck = { get: 1, put: 1 };

/**
 * With `load: hourly`, beside the hour: clients of one hour are not alike. What tells them apart is mostly shared by those
 * that run at the same time (on S3 Standard), so that a replication draws one factor, for all its machines; and one luck
 * for GETs and PUTs. The tables of hours are pooled over clients and so have the factor's spread in them once already: for
 * single requests that adds a hundredth to a variance.
 */
export function clientOf({ load, clientFactor, putClientFactor }: StorageValues, world: World): ClientLuck {
  if (load !== 'hourly' || (isConstant(clientFactor) && isConstant(putClientFactor))) return likeOthers;
  const luck = world.replicationDraw('client');
  return { get: createDistribution(clientFactor).sample(luck), put: createDistribution(putClientFactor).sample(luck) };
}

const isConstant = ({ kind }: DistributionSpec): boolean => kind === 'constant';

/** The same draws, all longer or shorter. */
export function stretched(draw: KeyedDraw, factor: number): KeyedDraw {
  if (factor === 1) return draw;
  return { mean: factor * draw.mean, at: (entity, attempt) => factor * draw.at(entity, attempt) };
}
