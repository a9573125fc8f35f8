import type { Values } from '../../fields/index.ts';
import type { World } from '../model.ts';
import type { Intake } from './_intake.ts';
import type { streamFields } from './fields.ts';

/**
 * Crashes at random (Poisson) while it runs: what is in buffers is lost, and read again from the source after the
 * recovery. Uploads under way go through, but nobody has noted that they did: their records are read again as well.
 */
export function crashNowAndThen(
  { crashes, recovery }: Pick<Values<typeof streamFields>, 'crashes' | 'recovery'>,
  world: World,
  intake: Intake,
): { stop(): void } {
  if (!(crashes > 0)) return { stop: () => {} };
  const stream = world.stream('crashes');
  const takes = world.draw('recovery', recovery);
  const { kernel } = world;
  let count = 0;
  let isDown = false;
  const timer = kernel.timer(
    kernel.handler(() => {
      if (isDown) {
        isDown = false;
        intake.recover();
        timer.set(stream.exponential(1 / crashes));
        return;
      }
      isDown = true;
      const seconds = takes.at(count++, 0);
      intake.crash(kernel.now + seconds);
      timer.set(seconds);
    }, `${world.name}: crash`),
  );
  timer.set(stream.exponential(1 / crashes));
  return { stop: () => timer.cancel() };
}
