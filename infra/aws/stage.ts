import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
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
  const file = join(folder, `${stage}.json`);
  if (!existsSync(file))
    throw new StageError(`${file} does not exist: copy ${join(folder, 'example.json')}, edit and commit the copy`);
  return { stage, ...checkStage(file, parseJson(file, readFileSync(file, 'utf8'))) };
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
