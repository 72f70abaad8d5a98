import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type {
  ImportLine,
  ImportRequest,
  ImportResponse,
} from '@katrol/proto/katrol/common/v1/json';
import type { UndoImportRequest, UndoImportResponse } from '@katrol/proto/katrol/intake/v1/json';
import type { Rpc } from '@katrol/proto/json';
import { call } from '#api/call.ts';
import { changed } from '#api/changes.ts';
import { bring, type Brought } from '#api/file.ts';
import { refusalOf, type Refusal } from '#api/refusal.ts';
import { ErrorSummary } from '../refusal.tsx';
import type { Where } from '../url.ts';
import { ColumnChoice } from './column-choice.tsx';
import { DropFile } from './drop-file.tsx';
import { Counts, Lines } from './outcomes.tsx';

type ImportRpc = Rpc<ImportRequest, ImportResponse>;
export type ImportProps = {
  name: string;
  /** fields a column can be read as */
  fields: readonly string[];
  rpc: ImportRpc;
  /** whose the lines are, where they are of one branch or one university */
  branchCode?: string;
  universityCode?: string;
  undo?: Rpc<UndoImportRequest, UndoImportResponse>;
  where?: (id: string) => Where;
};
type State = {
  file?: { name: string; brought: Brought };
  columns: Record<string, string>;
  skip: Set<number>;
  preview?: ImportResponse;
  loaded?: ImportResponse;
  undone?: ImportLine[];
};

/** One thing at a time; a sure no ends the attempt, an unsure one keeps its key. */
function useAttempt() {
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
  return { busy, refusal, key, attempt };
}

function useImport({ rpc, branchCode = '', universityCode = '', undo }: ImportProps) {
  const whose = { branchCode, universityCode };
  const queries = useQueryClient();
  const [state, setState] = useState<State>({ columns: {}, skip: new Set() });
  const [part, setPart] = useState<number>();
  const { busy, refusal, key, attempt } = useAttempt();
  const ask = async (file: NonNullable<State['file']>, columns: Record<string, string>) => {
    const preview = await call(rpc, { ...whose, ...file.brought, columns, preview: true });
    setState({ file, columns, preview, skip: new Set() });
  };
  const take = ({ name, csv }: { name: string; csv: Uint8Array }) =>
    attempt(async () => {
      const brought = await bring(rpc, csv, setPart).finally(() => setPart(undefined));
      await ask({ name, brought }, {});
    });
  const map = (columns: Record<string, string>) =>
    attempt(async () => {
      if (state.file) await ask(state.file, columns);
    });
  const load = () =>
    attempt(async () => {
      if (!state.file) return;
      const { file, columns, skip } = state;
      const request = { ...whose, ...file.brought, columns, skipLines: [...skip] };
      const loaded = await call(rpc, request, key.current);
      key.current = crypto.randomUUID();
      setState({ ...state, loaded });
      changed(queries, rpc);
    });
  const takeBack = () =>
    attempt(async () => {
      if (!undo || !state.loaded) return;
      const { importId } = state.loaded;
      const { lines } = await call(undo, { branchCode, importId }, key.current);
      key.current = crypto.randomUUID();
      setState({ ...state, undone: lines });
      changed(queries, undo);
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
    part,
    take,
    map,
    load,
    takeBack,
    toggle,
    restart: () => setState({ columns: {}, skip: new Set() }),
  };
}

/**
 * A CSV file: drop it, map its columns, see every problem, choose lines, load, see the outcome of
 * each, take it back.
 */
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
          onFile={(file) => void run.take(file)}
        />
      )}
      {run.part === undefined ? null : (
        <Progress value={run.part * 100} aria-label={t('ui.import.bringing')} />
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
        onChange={(next) => void run.map(next)}
      />
      <Lines lines={preview.lines} skip={skip} toggle={run.toggle} where={props.where} />
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
      <Lines lines={loaded.lines} where={props.where} />
    </Stack>
  );
}
