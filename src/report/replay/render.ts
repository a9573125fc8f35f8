/** The files of a replay's report. Writes nothing: the caller puts the texts where they belong. */
import type { ReplayResult } from '../../results/replay.ts';
import { canonicalText } from '../../results/write.ts';
import { replayStagesFigure } from '../charts/replay-stages.ts';
import { replayTimelineFigure } from '../charts/replay-timeline.ts';
import { renderSvg } from '../charts/svg.ts';
import type { Figure } from '../figure.ts';
import type { DrawnFigure } from '../html/figure.ts';
import { renderReplayPage } from './page.ts';

export interface ReplayFile {
  /** Relative to the report's folder. */
  readonly path: string;
  readonly content: string;
}

/** The same result gives the same bytes. */
export async function renderReplay(result: ReplayResult): Promise<ReplayFile[]> {
  const stages = await drawn(replayStagesFigure(result, { widthPixels: 600 }));
  const timeline = await drawn(replayTimelineFigure(result));
  return [
    { path: 'index.html', content: renderReplayPage(result, { stages, timeline }) },
    { path: 'results.json', content: canonicalText(result) },
  ];
}

async function drawn(figure: Figure | null): Promise<DrawnFigure | null> {
  return (
    figure && {
      figure,
      wide: await renderSvg(figure.wide, { idPrefix: `${figure.id}-wide` }),
      narrow: await renderSvg(figure.narrow, { idPrefix: `${figure.id}-narrow` }),
    }
  );
}
