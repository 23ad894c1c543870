import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { readOptions } from './context.ts';
import { createOemsStack } from './oems-stack.ts';

export interface AppOptions {
  readonly distDir: string;
  readonly outdir: string;
  /** Beside what the CDK CLI passes on its own. */
  readonly context?: Readonly<Record<string, string>>;
}

/**
 * The app, with three judges over its template: cdk-nag's AwsSolutions and Serverless rules and CDK's own CloudFormation schemas. `synth`
 * sets the process's exit code when one of them finds anything that is not acknowledged. Throws a ContextError for bad options.
 */
export function createOemsApp({ distDir, outdir, context = {} }: AppOptions): App {
  const app = new App({
    outdir,
    analyticsReporting: false,
    context: { ...context, '@aws-cdk/core:validateAgainstDefaultRules': true },
  });
  createOemsStack(app, readOptions(app.node.getAllContext()), distDir);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  return app;
}
