<?php
// Calls operations with PHP's own SOAP extension: one JSON call a line in, one outcome a line out.

function with_bytes($value)
{
    if (!is_array($value)) {
        return $value;
    }
    if (array_keys($value) === ['base64']) {
        return base64_decode($value['base64']);
    }
    return array_map('with_bytes', $value);
}

$endpoint = $argv[1];
$clients = [];
while (($line = fgets(STDIN)) !== false) {
    $call = json_decode($line, true);
    $port = $call['port'];
    try {
        $clients[$port] ??= new SoapClient("{$endpoint}?wsdl&port={$port}", [
            'cache_wsdl' => WSDL_CACHE_NONE,
            'connection_timeout' => 10,
        ]);
        $header = $call['auth'] === null
            ? null
            : new SoapHeader('urn:AGProjects:NGNPro', 'auth', (object) $call['auth']);
        $value = $clients[$port]->__soapCall(
            $call['operation'],
            array_values(with_bytes($call['arguments'])),
            null,
            $header
        );
        $outcome = ['value' => $value];
    } catch (SoapFault $fault) {
        $exception = $fault->detail->exception ?? null;
        $outcome = [
            'code' => $exception->errorcode ?? -1,
            'text' => $exception->errorstring ?? $fault->getMessage(),
        ];
    }
    fwrite(STDOUT, json_encode($outcome, JSON_PRESERVE_ZERO_FRACTION) . "\n");
    fflush(STDOUT);
}
