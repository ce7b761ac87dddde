// Generates TypeScript for the documents in main.ts, as a project that uses
// graphql-codegen does.
import { generate } from '@graphql-codegen/cli';

await generate(
  {
    schema: '../schema.graphql',
    documents: ['main.ts'],
    silent: true,
    importExtension: '.js',
    emitLegacyCommonJSImports: false,
    generates: {
      './generated/': {
        preset: 'client',
        presetConfig: { fragmentMasking: false },
        config: {
          useTypeImports: true,
          enumsAsTypes: true,
          strictScalars: true,
          documentMode: 'string',
          scalars: { DateTime: 'string', EDTF: 'string', Int64: 'number', Revision64: 'number', JSON: 'unknown' },
        },
      },
    },
  },
  true,
);
