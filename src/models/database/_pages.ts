/** How rows and indexes lie in pages: arithmetic alone. */

export interface PageForm {
  readonly form: 'rows' | 'columns';
  readonly page: number;
  readonly pageHeader: number;
  readonly rowOverhead: number;
  readonly expansion: number;
  readonly fillFactor: number;
  readonly bloat: number;
  readonly indexEntry: number;
  readonly indexFill: number;
}

/**
 * Bytes of disk that a row of so many bytes takes, in the mean. Of a page whole rows alone are used, as far as it is to be
 * filled; a row that is larger than a page goes into several, and leaves none of them empty:
 *
 *     row   = rowOverhead + expansion x bytes as they come
 *     rows  = floor((page - header) x fillFactor / row), and at least their share of one
 *     bytes = bloat x page / rows
 *
 * Columns have no pages with room left: bytes = bloat x row.
 */
export const storedRowBytes = (form: PageForm, rowBytes: number): number => {
  const row = form.rowOverhead + form.expansion * rowBytes;
  if (form.form === 'columns') return form.bloat * row;
  const room = (form.page - form.pageHeader) * form.fillFactor;
  return (form.bloat * form.page) / (row <= room ? Math.floor(room / row) : room / row);
};

/** Pages of a B-tree over so many rows. */
export interface IndexShape {
  readonly entriesPerPage: number;
  readonly leaves: number;
  /** Pages above the leaves, and how many of them a search goes through. */
  readonly innerPages: number;
  readonly height: number;
}

/** Each level has a page for `entriesPerPage` pages of the level below, up to the one root. */
export const indexShape = (form: PageForm, rows: number): IndexShape => {
  const entriesPerPage = Math.max(2, Math.floor(((form.page - form.pageHeader) * form.indexFill) / form.indexEntry));
  const leaves = Math.max(1, Math.ceil(rows / entriesPerPage));
  let innerPages = 0;
  let height = 0;
  for (let level = leaves; level > 1; height++) {
    level = Math.ceil(level / entriesPerPage);
    innerPages += level;
  }
  return { entriesPerPage, leaves, innerPages, height };
};

/**
 * Different pages among those of so many rows that lie anywhere in a table of so many pages. With N rows wanted of T
 * pages each is met with the same chance: T x (1 - (1 - 1/T)^N), which T x (1 - exp(-N/T)) comes near to (Cardenas, 1975).
 */
export const pagesOfRows = (rows: number, pages: number): number =>
  pages <= 1 ? Math.min(rows, pages) : pages * -Math.expm1(-rows / pages);
