/** The files of a table's report. Writes nothing: the caller puts the texts where they belong. */
import type { TablePredictions, TableSummary } from '../../results/table-summary.ts';
import { canonicalText } from '../../results/write.ts';
import { clusteringFigure, fileSizesFigure, partitionsFigure } from '../charts/inspect-bars.ts';
import { renderSvg } from '../charts/svg.ts';
import type { Figure } from '../figure.ts';
import type { DrawnFigure } from '../html/figure.ts';
import { renderInspectPage } from './page.ts';

export interface InspectFile {
  /** Relative to the report's folder. */
  readonly path: string;
  readonly content: string;
}

export interface InspectedTable {
  /** As the page calls it. */
  readonly name: string;
  readonly lakesim: string;
  readonly table: TableSummary;
  readonly predictions: TablePredictions | null;
}

/** The same table gives the same bytes. */
export async function renderInspect(inspected: InspectedTable): Promise<InspectFile[]> {
  const { table, predictions } = inspected;
  const drawings = {
    sizes: await drawn(fileSizesFigure(table, { widthPixels: 600 })),
    clustering: await drawn(clusteringFigure(table)),
    partitions: await drawn(partitionsFigure(table)),
  };
  return [
    { path: 'index.html', content: renderInspectPage(inspected, drawings) },
    { path: 'results.json', content: canonicalText({ ...table, predictions }) },
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
