package dev.evenkeel.server.platform.http;

import dev.evenkeel.server.platform.contract.Contract;

/** A small document for tests of the server itself. */
final class SampleContract {
    private SampleContract() {}

    static Contract contract() {
        return Contract.parse("""
                openapi: 3.1.0
                info: {title: Sample, version: '1'}
                security: [{bearer: []}]
                tags:
                  - {name: elsewhere, x-role: faraway}
                paths:
                  /items:
                    get:
                      operationId: list
                      parameters:
                        - {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 1000, default: 20}}
                        - {name: status, in: query, schema: {type: string, enum: [Open, Closed]}}
                        - {name: serviceName, in: query, schema: {type: string, minLength: 1, maxLength: 10}}
                        - {name: If-Match, in: header, schema: {type: string, minLength: 1, maxLength: 5}}
                      responses: ANSWERS
                    post:
                      operationId: create
                      x-scope: write
                      requestBody:
                        required: true
                        content:
                          application/json:
                            schema:
                              type: object
                              additionalProperties: false
                              required: [name]
                              properties:
                                name: {type: string, minLength: 1, maxLength: 20, pattern: '\\S'}
                                size: {type: [integer, 'null'], minimum: 1, maximum: 100}
                                startedAt: {type: string, format: date-time}
                                labels: {type: object, maxProperties: 2, additionalProperties: {type: string}}
                      responses: ANSWERS
                  /items/{id}:
                    get:
                      operationId: item
                      parameters:
                        - {name: id, in: path, required: true, schema: {type: string, minLength: 1, maxLength: 20}}
                      responses: ANSWERS
                    delete:
                      operationId: remove
                      x-scope: admin
                      parameters:
                        - {name: id, in: path, required: true, schema: {type: string}}
                      responses: ANSWERS
                  /items/special:
                    get: {operationId: special, responses: ANSWERS}
                  /upload:
                    post:
                      operationId: upload
                      x-scope: write
                      x-stream-body: true
                      requestBody:
                        required: true
                        content: {application/x-ndjson: {schema: {type: string}}}
                      responses: ANSWERS
                  /open:
                    get: {operationId: open, security: [], responses: ANSWERS}
                  /elsewhere:
                    get: {operationId: elsewhere, tags: [elsewhere], responses: ANSWERS}
                components:
                  responses:
                    Done:
                      description: Done.
                      content: {application/json: {}, application/x-ndjson: {}, text/plain: {}}
                    Problem:
                      description: A problem.
                      content: {application/problem+json: {schema: {$ref: '#/components/schemas/Problem'}}}
                  schemas:
                    Problem:
                      type: object
                      required: [type, title, status, detail, instance]
                      properties:
                        type: {type: string, pattern: '^urn:'}
                        title: {type: string, minLength: 1}
                        status: {type: integer}
                        detail: {type: string, minLength: 1}
                        instance: {type: string, pattern: '^urn:'}
                """.replace(
                        "ANSWERS",
                        "{'200': {$ref: '#/components/responses/Done'},"
                                + " '204': {description: Nothing.},"
                                + " default: {$ref: '#/components/responses/Problem'}}"));
    }
}
