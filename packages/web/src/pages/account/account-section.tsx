import { useId, type ReactElement, type ReactNode } from 'react';

export function AccountSection({
  title,
  lead,
  children,
}: {
  title: string;
  lead?: ReactNode;
  children: ReactNode;
}): ReactElement {
  const id = useId();
  return (
    <section aria-labelledby={id} className="card space-y-4 p-5">
      <div>
        <h2 id={id} className="font-semibold">
          {title}
        </h2>
        {lead != null && <p className="mt-0.5 text-sm text-muted">{lead}</p>}
      </div>
      {children}
    </section>
  );
}
