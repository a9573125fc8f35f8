import type { LoggedApplication } from './log/index.ts';

/**
 * Tasks that an executor of this profile runs at once: floor(cores / task CPUs), or fewer where tasks take a GPU
 * (spark.task.resource.*.amount). A profile of its own is in the log; the application's own is in its properties.
 */
export function slotsOf(app: LoggedApplication, cores: number, profile: number): number {
  const known = app.profiles.find((each) => each.id === profile);
  const cpus = known?.taskCpus ?? (Number(app.properties['spark.task.cpus']) || 1);
  return Math.min(Math.floor(cores / cpus), known?.slotsByResources ?? resourceSlots(app));
}

function resourceSlots(app: LoggedApplication): number {
  const amount = Number(app.properties['spark.task.resource.gpu.amount']);
  const has = Number(app.properties['spark.executor.resource.gpu.amount']);
  if (!(amount > 0 && has > 0)) return Number.POSITIVE_INFINITY;
  return amount >= 1 ? Math.floor(has / amount) : has * Math.floor(1 / amount + 1e-9);
}
