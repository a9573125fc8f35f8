import type { Values } from '../../fields/index.ts';
import type { NetworkPath } from '../capabilities.ts';
import type { KeyedDraw, World } from '../model.ts';
import type { networkFields } from './fields.ts';

/** Round trips of a full TLS handshake: RFC 8446 (1.3) and RFC 5246 (1.2). TCP takes one before it (RFC 9293). */
const tlsRoundTrips = { 'v1.3': 1, 'v1.2': 2, none: 0 } as const;
const tcpRoundTrips = 1;

/**
 * The way between client and service. A new connection takes, by round trips,
 *
 *     dns + roundTrip x (1 + that of TLS)
 *
 * and is used so where the storage's profile has no measured time of its own. Left out: the processor's part of TLS.
 */
export class Path implements NetworkPath {
  readonly flowRateBytesPerSecond: number;
  private readonly roundTrips: number;
  private readonly world: World;
  private readonly values: Values<typeof networkFields>;
  private readonly draws = new Map<string, { roundTrip: KeyedDraw; dns: KeyedDraw }>();

  constructor(values: Values<typeof networkFields>, world: World) {
    this.flowRateBytesPerSecond = values.flowRate;
    this.roundTrips = tcpRoundTrips + tlsRoundTrips[values.tls];
    this.world = world;
    this.values = values;
  }

  openSeconds(entity: number, attempt: number, activity: string): number {
    const { roundTrip, dns } = this.drawsOf(activity);
    return dns.at(entity, attempt) + this.roundTrips * roundTrip.at(entity, attempt);
  }

  private drawsOf(activity: string): { roundTrip: KeyedDraw; dns: KeyedDraw } {
    const { world, values } = this;
    let found = this.draws.get(activity);
    if (found === undefined) {
      const roundTrip = world.draw('roundTrip', values.roundTrip, activity);
      found = { roundTrip, dns: world.draw('dns', values.dns, activity) };
      this.draws.set(activity, found);
    }
    return found;
  }
}
