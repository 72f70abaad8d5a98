/** @jsxImportSource preact */
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { directionOf } from '../i18n/direction.ts';
import { pageLanguage, say } from './texts.ts';

type ButtonProps = {
  children: ComponentChildren;
  onPress: () => unknown;
  tone?: 'main' | 'calm';
  /** there is nothing to do yet */
  off?: boolean;
  label?: string;
  sign?: '✓' | '✗' | '✎';
};

/** A button for a thumb; closed while what it does is under way. */
export function Button({ children, onPress, tone = 'calm', off, label, sign }: ButtonProps) {
  const [running, setRunning] = useState(false);
  const press = async () => {
    if (running) return;
    const under = onPress();
    if (!(under instanceof Promise)) return;
    setRunning(true);
    try {
      await under;
    } finally {
      setRunning(false);
    }
  };
  return (
    // who is on it with a keyboard stays on it: it is closed without being taken away
    <button
      type="button"
      class={tone}
      disabled={off}
      aria-disabled={running}
      aria-label={label}
      onClick={() => void press()}
    >
      {sign ? <span aria-hidden="true">{sign} </span> : null}
      {children}
    </button>
  );
}

/** Words of somebody, in their language and direction, read aloud where the phone has the voice. */
export function Quote({ text, language }: { text: string; language: string }) {
  return (
    <div class="quote">
      <blockquote lang={language} dir={directionOf(language)}>
        {text}
      </blockquote>
      <Aloud text={text} language={language} />
    </div>
  );
}

/** Reads aloud; there is no button where the phone has no voice of that language. */
function Aloud({ text, language }: { text: string; language: string }) {
  const [voice, setVoice] = useState<SpeechSynthesisVoice>();
  const [speaking, setSpeaking] = useState(false);
  useEffect(() => {
    const synthesis = 'speechSynthesis' in window ? window.speechSynthesis : undefined;
    if (!synthesis) return undefined;
    const look = () =>
      setVoice(synthesis.getVoices().find((one) => one.lang.toLowerCase().startsWith(language)));
    look();
    synthesis.addEventListener('voiceschanged', look);
    return () => {
      synthesis.removeEventListener('voiceschanged', look);
      synthesis.cancel();
    };
  }, [language]);
  if (!voice) return null;
  const toggle = () => {
    window.speechSynthesis.cancel();
    if (speaking) return setSpeaking(false);
    const said = new SpeechSynthesisUtterance(text);
    said.voice = voice;
    said.lang = voice.lang;
    said.onend = () => setSpeaking(false);
    window.speechSynthesis.speak(said);
    return setSpeaking(true);
  };
  return <Button onPress={toggle}>{say(speaking ? 'quiet' : 'listen')}</Button>;
}

type AreaProps = {
  label: string;
  value: string;
  onInput: (value: string) => void;
  rows?: number;
  help?: string;
};

let areas = 0;

export function Area({ label, value, onInput, rows = 4, help }: AreaProps) {
  const [id] = useState(() => `area-${(areas += 1)}`);
  return (
    <>
      <label for={id}>{label}</label>
      {help ? <p class="quiet">{help}</p> : null}
      <textarea
        id={id}
        rows={rows}
        dir="auto"
        lang={pageLanguage()}
        value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </>
  );
}

/** What went wrong, said to who cannot see it too. */
export const Said = ({ children }: { children: ComponentChildren }) => (
  <p role="alert" class="said">
    {children}
  </p>
);
