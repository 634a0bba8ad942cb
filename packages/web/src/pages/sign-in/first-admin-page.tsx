import { useState, type ReactElement } from 'react';
import { useFirstAdmin } from '../../api/session.ts';
import { BrokenLink } from './broken-link.tsx';
import { ChoosePassword, tokenOfAddress } from './choose-password.tsx';

export function FirstAdminPage(): ReactElement {
  const [token] = useState(tokenOfAddress);
  const firstAdmin = useFirstAdmin();
  if (token === null) {
    return <BrokenLink>Copy all of it from the terminal where Jackfield was started.</BrokenLink>;
  }
  return (
    <ChoosePassword token={token} set={firstAdmin}>
      You are this installation’s first admin. The link works once.
    </ChoosePassword>
  );
}
