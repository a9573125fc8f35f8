import type { Values } from '../../fields/index.ts';
import type { RequestFleet } from '../capabilities.ts';
import type { World } from '../model.ts';
import { PaidTime } from '../paid-time.ts';
import { PooledClient } from './client.ts';
import type { clientFields } from './fields.ts';

/** Machines whose owner names their number and their instance, and pays for them. */
export const fleetOf = (values: Values<typeof clientFields>, world: World): RequestFleet => ({
  create: (machines, instance) => {
    const { baseline = null, burst = null, bucket = null } = instance?.values ?? {};
    const nic = values.nic ?? (baseline === null ? null : { baseline, burst, bucket });
    return new PooledClient({ ...values, machines, nic, instance: null }, world);
  },
  rent: (instance) => new PaidTime(world, 'ec2', instance, 0),
});
