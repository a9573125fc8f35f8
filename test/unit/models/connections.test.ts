import { describe, expect, it } from 'vitest';
import { Connections } from '../../../src/models/network/_connections.ts';

describe('the connections of a pool', () => {
  it('are opened lowest number first, and taken again most recent first', () => {
    const pool = new Connections(3, 60);
    expect([pool.take(0), pool.take(0), pool.take(0)]).toEqual([0, 1, 2]);
    expect(pool.fresh).toBe(true);
    pool.keep(1, 5);
    pool.keep(2, 6);
    pool.keep(0, 7);
    expect([pool.take(8), pool.take(8), pool.take(8)]).toEqual([0, 2, 1]);
    expect(pool.fresh).toBe(false);
  });

  it('are kept for the idle timeout itself and no longer', () => {
    const pool = new Connections(1, 60);
    pool.keep(pool.take(0), 10);
    pool.keep(pool.take(70), 70);
    expect(pool.fresh).toBe(false);
    pool.take(130.001);
    expect(pool.fresh).toBe(true);
  });

  it('are all closed when the most recent has been idle for too long, and can all be opened again', () => {
    const pool = new Connections(3, 60);
    for (const connection of [pool.take(0), pool.take(0), pool.take(0)]) pool.keep(connection, connection);
    const again = [100, 100, 100].map((now) => {
      const connection = pool.take(now);
      expect(pool.fresh).toBe(true);
      return connection;
    });
    expect(again.sort()).toEqual([0, 1, 2]);
  });

  it('that were closed are opened anew', () => {
    const pool = new Connections(2, 60);
    pool.close(pool.take(0));
    pool.take(0);
    expect(pool.fresh).toBe(true);
  });
});
