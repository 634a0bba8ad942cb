import type { ReactElement } from 'react';
import { count } from '../model/amounts.ts';
import { Button } from './button.tsx';

interface PagesProps {
  /** What is divided, as in “Pages of the board”. */
  readonly label: string;
  /** What it is made of, in the plural. */
  readonly items: string;
  readonly shown: PageOf<unknown>;
  readonly onPage: (page: number) => void;
}

/** Nothing where one page holds all. */
export function Pages({ label, items, shown, onPage }: PagesProps): ReactElement | null {
  const { page, pages, first, rows, total } = shown;
  if (pages <= 1) return null;
  return (
    <nav aria-label={label} className="figures flex items-center justify-between gap-4 text-muted">
      <p>
        {count(first + 1)}–{count(first + rows.length)} of {count(total)} {items}
      </p>
      <div className="flex gap-2">
        <Button small disabled={page === 1} onClick={() => onPage(page - 1)}>
          Previous
        </Button>
        <Button small disabled={page === pages} onClick={() => onPage(page + 1)}>
          Next
        </Button>
      </div>
    </nav>
  );
}

export interface PageOf<Row> {
  /** From 1; the last one where a later was asked for. */
  readonly page: number;
  readonly pages: number;
  /** The index of its first row. */
  readonly first: number;
  readonly rows: Row[];
  readonly total: number;
}

/** One page of a long list, which a browser would take long to lay out whole. */
export function pageOf<Row>(all: readonly Row[], asked: number, rowsPerPage: number): PageOf<Row> {
  const pages = Math.max(1, Math.ceil(all.length / rowsPerPage));
  const page = Math.min(asked, pages);
  const first = (page - 1) * rowsPerPage;
  return { page, pages, first, rows: all.slice(first, first + rowsPerPage), total: all.length };
}
