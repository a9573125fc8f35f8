/**
 * The first replication of each design once more, written down event by event. It is a run of its own, so that nothing
 * in the results depends on whether somebody looked; chance is keyed, so it is the same run. What a warm-up would leave
 * out is written down as well.
 */
import type { ExportFile, Model, TraceSpan } from '../../models/model.ts';
import type { ResolvedDesign, Scenario } from '../../scenario/core/index.ts';
import { type Catalog, createCatalog } from '../../scenario/core/index.ts';
import { componentKind } from './catalog-lookup.ts';
import { JobRunner } from './jobs.ts';
import type { RecordingOptions, RecordingResult } from './recording.ts';
import { simulate } from './simulate.ts';

export interface RecordOptions extends RecordingOptions {
  /** Called every few thousand events; may throw to stop. */
  readonly checkpoint?: (() => void) | undefined;
}

/** One design's run. Big: let go of it before the next is made. */
export interface DesignRecording {
  readonly design: string;
  readonly recording: RecordingResult;
  /** Files of a format; none where no component of the design writes it. `title` begins their names. */
  files(format: string, title: string): ExportFile[];
  /** What components emitted as spans, by component. */
  readonly spans: Readonly<Record<string, readonly TraceSpan[]>>;
}

export function* recordDesigns(
  scenario: Scenario,
  models: readonly Model[],
  { checkpoint, ...options }: RecordOptions,
): Generator<DesignRecording> {
  const { resolved, plan } = new JobRunner(scenario, models, { checkpoint });
  const run = { ...resolved.run, warmUpSeconds: 0 };
  for (const design of resolved.designs) {
    const { catalog } = plan;
    const { recording } = simulate(design, { replication: 0, run, catalog, checkpoint, recording: options });
    yield describe(design, catalog, recording!);
  }
}

function describe(design: ResolvedDesign, catalog: Catalog, recording: RecordingResult): DesignRecording {
  const { events, endSeconds } = recording;
  const told = design.components.flatMap((component) => {
    const mine = events[component.name];
    return mine === undefined ? [] : [{ component, kind: componentKind(catalog, component), events: mine }];
  });
  return {
    design: design.name,
    recording,
    files: (format, title) => {
      const writers = told.flatMap(({ component, kind, events: mine }) =>
        (kind.exports ?? []).filter(({ name }) => name === format).map((each) => ({ component, each, mine })),
      );
      return writers.flatMap(({ component, each, mine }) =>
        each.files(mine, {
          title: fileTitle(title, design.name, writers.length > 1 ? component.name : ''),
          endSeconds,
        }),
      );
    },
    get spans() {
      return Object.fromEntries(
        told.flatMap(({ component, kind, events: mine }) =>
          kind.spans ? [[component.name, kind.spans(mine, endSeconds)]] : [],
        ),
      );
    },
  };
}

/** Letters, digits, dashes and underscores alone. */
const fileTitle = (...words: readonly string[]): string =>
  words
    .filter((word) => word !== '')
    .map((word) => word.replace(/[^A-Za-z0-9_]+/g, '-'))
    .join('-');

/** Formats that each design can be written in. */
export function formatsOf(designs: readonly ResolvedDesign[], models: readonly Model[]): Set<string>[] {
  const catalog = createCatalog(models);
  return designs.map(
    ({ components }) =>
      new Set(
        components.flatMap((component) => (componentKind(catalog, component).exports ?? []).map(({ name }) => name)),
      ),
  );
}
