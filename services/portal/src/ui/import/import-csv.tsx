import { Button, Group, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportLine, ImportResponse } from '@katrol/proto/katrol/common/v1/list_pb';
import { refusalOf, type Refusal } from '#api/refusal.ts';
import { ErrorSummary } from '../refusal.tsx';
import { ColumnChoice } from './column-choice.tsx';
import { DropFile } from './drop-file.tsx';
import { Counts, Lines } from './outcomes.tsx';

type Options = { headers: Record<string, string> };
type Input = {
  csv: Uint8Array;
  columns: Record<string, string>;
  preview: boolean;
  skipLines: number[];
};
export type ImportProps = {
  name: string;
  /** fields a column can be read as */
  fields: string[];
  send: (input: Input, options: Options) => Promise<ImportResponse>;
  undo?: (importId: string, options: Options) => Promise<{ lines: ImportLine[] }>;
  href?: (id: string) => string;
};
type State = {
  file?: { name: string; csv: Uint8Array };
  columns: Record<string, string>;
  skip: Set<number>;
  preview?: ImportResponse;
  loaded?: ImportResponse;
  undone?: ImportLine[];
};

function useImport({ send, undo }: ImportProps) {
  const queries = useQueryClient();
  const [state, setState] = useState<State>({ columns: {}, skip: new Set() });
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal>();
  const key = useRef(crypto.randomUUID() as string);
  const attempt = async (work: () => Promise<void>) => {
    setBusy(true);
    setRefusal(undefined);
    try {
      await work();
    } catch (error) {
      const said = refusalOf(error);
      if (said.definite) key.current = crypto.randomUUID();
      setRefusal(said);
    } finally {
      setBusy(false);
    }
  };
  const options = () => ({ headers: { 'Idempotency-Key': key.current } });
  const ask = (file: NonNullable<State['file']>, columns: Record<string, string>) =>
    attempt(async () => {
      const preview = await send(
        { csv: file.csv, columns, preview: true, skipLines: [] },
        { headers: { 'Idempotency-Key': crypto.randomUUID() } },
      );
      setState({ file, columns, preview, skip: new Set() });
    });
  const load = () =>
    attempt(async () => {
      if (!state.file) return;
      const loaded = await send(
        { csv: state.file.csv, columns: state.columns, preview: false, skipLines: [...state.skip] },
        options(),
      );
      key.current = crypto.randomUUID();
      setState({ ...state, loaded });
      void queries.invalidateQueries();
    });
  const takeBack = () =>
    attempt(async () => {
      if (!undo || !state.loaded) return;
      const { lines } = await undo(state.loaded.importId, options());
      key.current = crypto.randomUUID();
      setState({ ...state, undone: lines });
      void queries.invalidateQueries();
    });
  const toggle = (line: number) => {
    const skip = new Set(state.skip);
    if (!skip.delete(line)) skip.add(line);
    setState({ ...state, skip });
  };
  return {
    state,
    busy,
    refusal,
    ask,
    load,
    takeBack,
    toggle,
    restart: () => setState({ columns: {}, skip: new Set() }),
  };
}

/** A CSV file: drop it, map its columns, see every problem, choose lines, load, see the outcome of each, take it back. */
export function ImportCsv(props: ImportProps) {
  const { t } = useTranslation();
  const run = useImport(props);
  const { state } = run;
  return (
    <Stack data-testid={`import-${props.name}`}>
      {run.refusal ? <ErrorSummary refusal={run.refusal} scope="import" /> : null}
      {state.loaded ? null : (
        <DropFile
          busy={run.busy}
          chosen={state.file?.name}
          onFile={(file) => void run.ask(file, {})}
        />
      )}
      {state.preview && !state.loaded ? <Preview props={props} run={run} /> : null}
      {state.loaded ? <Loaded props={props} run={run} /> : null}
      {state.loaded ? (
        <div>
          <Button variant="light" onClick={run.restart}>
            {t('ui.import.another')}
          </Button>
        </div>
      ) : null}
    </Stack>
  );
}

type PartProps = { props: ImportProps; run: ReturnType<typeof useImport> };

function Preview({ props, run }: PartProps) {
  const { t } = useTranslation();
  const { preview, skip, file, columns } = run.state;
  if (!preview || !file) return null;
  const taken =
    preview.created +
    preview.updated -
    preview.lines.filter((line) => skip.has(line.line) && !line.problems.length).length;
  return (
    <Stack data-testid="import-preview">
      <Counts of={preview} title={t('ui.import.preview')} />
      <ColumnChoice
        preview={preview}
        fields={props.fields}
        chosen={columns}
        onChange={(next) => void run.ask(file, next)}
      />
      <Lines lines={preview.lines} skip={skip} toggle={run.toggle} href={props.href} />
      <Group>
        <Button
          loading={run.busy}
          disabled={taken <= 0}
          onClick={() => void run.load()}
          data-testid="import-load"
        >
          {t('ui.import.load', { count: Math.max(taken, 0) })}
        </Button>
        <Text className="quiet">{t('ui.import.loadText')}</Text>
      </Group>
    </Stack>
  );
}

function Loaded({ props, run }: PartProps) {
  const { t } = useTranslation();
  const { loaded, undone } = run.state;
  if (!loaded) return null;
  if (undone)
    return (
      <Stack role="status">
        <Text fw={650}>{t('ui.import.undone')}</Text>
        <Lines lines={undone} />
      </Stack>
    );
  return (
    <Stack role="status" data-testid="import-outcome">
      <Counts of={loaded} title={t('ui.import.outcome')} />
      {props.undo && loaded.importId && loaded.created + loaded.updated > 0 ? (
        <div>
          <Button
            variant="light"
            loading={run.busy}
            onClick={() => void run.takeBack()}
            data-testid="import-undo"
          >
            {t('ui.import.undo')}
          </Button>
        </div>
      ) : null}
      <Lines lines={loaded.lines} href={props.href} />
    </Stack>
  );
}
