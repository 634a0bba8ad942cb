import { Monitor, Moon, Sun } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import { classNames } from '../parts/class-names.ts';
import { applyTheme, chosenTheme, type Theme } from './theme.ts';

const themes = [
  { theme: 'system', label: 'Follow the system', Icon: Monitor },
  { theme: 'light', label: 'Light', Icon: Sun },
  { theme: 'dark', label: 'Dark', Icon: Moon },
] as const;

export function ThemeToggle(): ReactElement {
  const [chosen, setChosen] = useState<Theme>(chosenTheme);
  return (
    <div
      role="group"
      aria-label="Theme"
      className="flex rounded-md border border-line bg-sunken p-0.5"
    >
      {themes.map(({ theme, label, Icon }) => (
        <button
          key={theme}
          type="button"
          aria-pressed={chosen === theme}
          aria-label={label}
          title={label}
          onClick={() => {
            applyTheme(theme);
            setChosen(theme);
          }}
          className={classNames(
            'flex h-6 flex-1 items-center justify-center rounded px-2',
            chosen === theme ? 'bg-surface text-ink shadow-card' : 'text-muted hover:text-ink',
          )}
        >
          <Icon aria-hidden size={14} />
        </button>
      ))}
    </div>
  );
}
