import { Download } from 'lucide-react';
import type { ReactElement } from 'react';
import { Button } from '../../parts/button.tsx';
import { toCsv } from '../../parts/to-csv.ts';

/** Gives what a table shows to a spreadsheet, made here: nothing is asked of the server again. */
export function DownloadCsv({
  name,
  what,
  rows,
}: {
  /** Of the file, without its ending. */
  name: string;
  what: string;
  rows: () => readonly (readonly (string | number | null)[])[];
}): ReactElement {
  const save = (): void => {
    const url = URL.createObjectURL(new Blob([toCsv(rows())], { type: 'text/csv' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = `${name}.csv`;
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <Button small onClick={save}>
      <Download aria-hidden size={13} />
      CSV<span className="sr-only"> of {what}</span>
    </Button>
  );
}
