import { useState, type ReactElement } from 'react';
import { useSetPassword } from '../../api/session.ts';
import { BrokenLink } from './broken-link.tsx';
import { ChoosePassword, tokenOfAddress } from './choose-password.tsx';

/** Where an invitation and a link for a lost password lead. */
export function SetPasswordPage(): ReactElement {
  const [token] = useState(tokenOfAddress);
  const setPassword = useSetPassword();
  if (token === null)
    return <BrokenLink>Copy all of it from the message you were sent.</BrokenLink>;
  return (
    <ChoosePassword token={token} set={setPassword}>
      Only you will know it. The link works once, and every earlier session of yours ends.
    </ChoosePassword>
  );
}
