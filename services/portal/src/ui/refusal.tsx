import { Alert, List } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { refusalOf, type Refusal } from '#api/refusal.ts';
import { useSayDate } from './when.tsx';

/** Translates a reason, with what it speaks of; without words of its own a general text by code. */
export function useReason(): (
  reason: string,
  code?: string,
  about?: Record<string, string>,
) => string {
  const { t, i18n } = useTranslation();
  const sayDate = useSayDate();
  // what a service says, of which a newer one may say more
  return (reason, code = 'unknown', about = {}) => {
    const said = Object.entries(about).map(([name, value]) => [name, sayDate(value) || value]);
    const known = [`refusal.${reason || 'none'}`, `refusal.code.${code}`].find((key) =>
      i18n.exists(key),
    );
    const words = (known ?? 'refusal.code.unknown') as 'refusal.code.unknown';
    return t(words, Object.fromEntries(said));
  };
}

/** What went wrong while reading, said plainly, with a way to try again. */
export function Trouble({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslation();
  const reason = useReason();
  const refusal = refusalOf(error);
  return (
    <Alert
      role="alert"
      icon={<IconInfoCircle aria-hidden />}
      color="red"
      variant="outline"
      title={reason(refusal.reason, refusal.code, refusal.metadata)}
      data-testid="trouble"
    >
      {retry ? (
        <button type="button" className="plain-button" onClick={retry}>
          {t('ui.tryAgain')}
        </button>
      ) : null}
    </Alert>
  );
}

function focusField(scope: string, path: string): void {
  const element =
    document.getElementById(`${scope}-${path}`) ?? document.querySelector(`[data-field="${path}"]`);
  const target = element?.matches('input,select,textarea,button')
    ? element
    : (element?.querySelector('input,select,textarea,button') ?? element);
  if (target instanceof HTMLElement) {
    target.focus();
    target.scrollIntoView({ block: 'center' });
  }
}

function labelOf(scope: string, path: string): string {
  const id = `${scope}-${path}`;
  const label =
    document.querySelector(`label[for="${CSS.escape(id)}"]`) ??
    document.querySelector(`[data-field="${path}"] legend`);
  return label?.textContent?.replace('*', '').trim() ?? '';
}

/** The errors of a form, on top, each linking to its field. */
export function ErrorSummary({ refusal, scope }: { refusal: Refusal; scope: string }) {
  const reason = useReason();
  const summary = useRef<HTMLDivElement>(null);
  // as soon as it stands there, not a moment later: who already went to a field stays in it
  useEffect(() => summary.current?.focus(), [refusal]);
  return (
    <Alert
      ref={summary}
      role="alert"
      icon={<IconInfoCircle aria-hidden />}
      color="red"
      variant="outline"
      title={reason(refusal.reason, refusal.code, refusal.metadata)}
      data-testid="error-summary"
      tabIndex={-1}
    >
      {refusal.fields.length ? (
        <List>
          {refusal.fields.map(({ path, reason: why }) => {
            const label = labelOf(scope, path);
            return (
              <List.Item key={`${path} ${why}`}>
                <a
                  href={`#${scope}-${path}`}
                  onClick={(event) => {
                    event.preventDefault();
                    focusField(scope, path);
                  }}
                >
                  {label ? `${label}: ${reason(why)}` : reason(why)}
                </a>
              </List.Item>
            );
          })}
        </List>
      ) : null}
    </Alert>
  );
}
