import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { duplicateKeys } from '../../lib/http/duplicate-keys.ts';
import { stageSchema } from './stage-schema.ts';

/** Options of the deployment. */
export type DeployOptions = Omit<z.output<typeof stageSchema>, '$schema'> & { readonly stage: string };
/** A user pool of the stack. */
export type OwnIdentity = Extract<DeployOptions['identity'], { kind: 'cognito' }>;

/** All problems at once, in sentences for the user of the command. */
export class StageError extends Error {
  override readonly name = 'StageError';
}

export const STAGES_FOLDER = 'infra/stages';

/**
 * The file of a stage is infra/stages/<stage>.json. The file is committed, so each synthesis of a stage has the options of the deployment
 * before, and a change of options is a change that can be
 * reviewed. Throws a StageError that names the file and every wrong field.
 */
export function readStage(stage: string | undefined, folder = STAGES_FOLDER): DeployOptions {
  if (stage === undefined || stage === '') throw new StageError(`name a stage: ${stagesIn(folder).join(', ')}`);
  if (!/^[a-z][a-z0-9-]{0,19}$/.test(stage))
    throw new StageError(`"${stage}" is not the name of a stage: 1 to 20 of a-z 0-9 -, a letter first`);
  const reserved = reservedWords.find((word) => stage.includes(word));
  if (reserved !== undefined)
    throw new StageError(`"${stage}" is not the name of a stage: Cognito takes no domain with the word ${reserved}`);
  const file = fileOf(folder, stage);
  if (!existsSync(file))
    throw new StageError(`${file} does not exist: copy ${join(folder, 'example.json')}, edit and commit the copy`);
  const options = checkStage(file, parseJson(file, readFileSync(file, 'utf8')));
  refuseSharedTable(options, stage, folder);
  return { stage, ...options };
}

/** The domain of the pool has the name of the stage (Amazon Cognito developer guide, "Using the Amazon Cognito prefix domain"). */
const reservedWords = ['aws', 'amazon', 'cognito'];

function fileOf(folder: string, stage: string): string {
  return join(folder, `${stage}.json`);
}

/**
 * Each stage seals keys with a key of its own: the jobs of a second stage could open no account of the table, and would note failures there that
 * make the first stage wait. A file that cannot be read names no table.
 */
function refuseSharedTable({ tableName }: Pick<DeployOptions, 'tableName'>, stage: string, folder: string): void {
  if (tableName === null) return;
  const other = stagesIn(folder).find((name) => name !== stage && tableNameIn(fileOf(folder, name)) === tableName);
  if (other !== undefined)
    throw new StageError(
      `${fileOf(folder, stage)}: tableName: ${fileOf(folder, other)} names the same table, and two stages cannot work on one table`,
    );
}

function tableNameIn(file: string): unknown {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { readonly tableName?: unknown } | null)?.tableName;
  } catch {
    return undefined;
  }
}

/** Throws a StageError that names every wrong field. `file` is a name for the messages. */
export function checkStage(file: string, value: unknown): Omit<DeployOptions, 'stage'> {
  const parsed = stageSchema.safeParse(value);
  if (parsed.success) {
    const { $schema: _editor, ...options } = parsed.data;
    return options;
  }
  const lines = parsed.error.issues.map((issue) => `${[file, ...issue.path].join(': ')}: ${messageOf(issue)}`);
  throw new StageError(lines.join('\n'));
}

/** A key of a record has issues of its own. */
function messageOf(issue: z.core.$ZodIssue): string {
  return issue.code === 'invalid_key' ? issue.issues.map(({ message }) => message).join(', ') : issue.message;
}

function parseJson(file: string, text: string): unknown {
  const parsed = parsedOr(file, text);
  const twice = duplicateKeys(text);
  if (twice.length > 0) throw new StageError(twice.map((key) => `${file}: ${key}: is given twice`).join('\n'));
  return parsed;
}

function parsedOr(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new StageError(`${file}: ${(error as Error).message}`);
  }
}

export function stagesIn(folder = STAGES_FOLDER): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json') && name !== 'schema.json')
    .map((name) => name.slice(0, -'.json'.length));
}

/** The JSON schema that editors read beside a stage's file. */
export function editorSchema(): object {
  return z.toJSONSchema(stageSchema, { io: 'input' });
}
