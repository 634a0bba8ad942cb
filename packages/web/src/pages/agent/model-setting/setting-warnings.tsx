import type { ReactElement } from 'react';
import type { SettingWarning } from '@jackfield/control-plane/rest-types';
import { Notice } from '../../../parts/notice.tsx';

/** What the server warned of when it took the live setting, but for what the card and the facts say. */
export function SettingWarnings({
  warnings,
}: {
  warnings: readonly SettingWarning[];
}): ReactElement {
  return (
    <>
      {warnings
        .filter(
          ({ code, field }) =>
            field.startsWith('fallbacks') ||
            field.startsWith('failover') ||
            code === 'model_not_selectable',
        )
        .map((warning) => (
          <Notice
            key={`${warning.code} ${warning.field}`}
            tone={warning.code === 'model_shut_down' ? 'bad' : 'warn'}
            title={titleOf(warning)}
          />
        ))}
    </>
  );
}

/** Of several models one may lack what another has: says which of them it is, as the fold numbers them. */
function titleOf({ field, message }: SettingWarning): string {
  const index = /^fallbacks\[(\d+)\]/.exec(field)?.[1];
  return index === undefined ? message : `Fallback ${Number(index) + 1}: ${message}`;
}
