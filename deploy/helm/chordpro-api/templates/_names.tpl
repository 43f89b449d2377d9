{{- define "chordpro-api.name" -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- end }}

{{/* A value as text: whole numbers stay whole, which YAML hands on as 1.048576e+06 from a million on. */}}
{{- define "chordpro-api.text" -}}
{{- if and (kindIs "float64" .) (eq (floor .) .) -}}
{{- int64 . -}}
{{- else -}}
{{- . -}}
{{- end -}}
{{- end }}

{{- define "chordpro-api.selector" -}}
app.kubernetes.io/name: chordpro-api
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "chordpro-api.labels" -}}
{{ include "chordpro-api.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "chordpro-api.image" -}}
{{- with .Values.image -}}
{{ .repository }}:{{ .tag | default $.Chart.AppVersion }}{{ with .digest }}@{{ . }}{{ end }}
{{- end -}}
{{- end }}

{{- define "chordpro-api.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{ .Values.serviceAccount.name | default (include "chordpro-api.name" .) }}
{{- else -}}
{{ .Values.serviceAccount.name | default "default" }}
{{- end -}}
{{- end }}

{{/* A duration of the settings, such as 1500ms, 30s or 2m, in whole seconds, rounded up. */}}
{{- define "chordpro-api.seconds" -}}
{{- $number := regexFind "^[0-9]+" . | int64 -}}
{{- $unit := regexFind "[a-z]*$" . -}}
{{- if eq $unit "ms" -}}{{ div (add $number 999) 1000 }}
{{- else if eq $unit "m" -}}{{ mul $number 60 }}
{{- else if eq $unit "h" -}}{{ mul $number 3600 }}
{{- else -}}{{ $number }}
{{- end -}}
{{- end }}

{{/* Refuses values that cannot work together. */}}
{{- define "chordpro-api.check" -}}
{{- $values := .Values -}}
{{- $settings := $values.settings | default dict -}}
{{- $secrets := $values.secretSettings | default dict -}}
{{- range $name, $_ := $secrets -}}
{{- if hasKey $settings $name -}}
{{- fail (printf "%s stands in settings and in secretSettings" $name) -}}
{{- end -}}
{{- end -}}
{{- range $variable := $values.extraEnv -}}
{{- if or (hasKey $settings $variable.name) (hasKey $secrets $variable.name) -}}
{{- fail (printf "%s stands in extraEnv and in settings or secretSettings" $variable.name) -}}
{{- end -}}
{{- if has $variable.name (list "API_KEYS_FILE" "BIND" "DEVELOPMENT_MODE" "OPS_PORT" "PORT") -}}
{{- fail (printf "extraEnv: the chart sets %s itself" $variable.name) -}}
{{- end -}}
{{- end -}}
{{- range $volume := $values.extraVolumes -}}
{{- if has $volume.name (list "keys" "tls") -}}
{{- fail (printf "extraVolumes: the chart has a volume %s of its own" $volume.name) -}}
{{- end -}}
{{- end -}}
{{- if $values.tls.secret -}}
{{- range $name := list "TLS_CERT_FILE" "TLS_KEY_FILE" -}}
{{- if hasKey $settings $name -}}
{{- fail (printf "%s stands in settings beside tls.secret" $name) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if and $values.ingress.enabled (not $values.ingress.hosts) -}}
{{- fail "ingress.hosts names no host, and the ingress is on" -}}
{{- end -}}
{{- if and $values.autoscaling.enabled (gt (int $values.autoscaling.minReplicas) (int $values.autoscaling.maxReplicas)) -}}
{{- fail "autoscaling.minReplicas is more than autoscaling.maxReplicas" -}}
{{- end -}}
{{- $replicas := ternary $values.autoscaling.minReplicas $values.replicaCount $values.autoscaling.enabled | int -}}
{{- $available := $values.disruptionBudget.minAvailable -}}
{{- if and $values.disruptionBudget.enabled (not (kindIs "string" $available)) (ge (int $available) $replicas) (gt $replicas 0) -}}
{{- fail (printf "disruptionBudget.minAvailable of %d leaves none of %d replicas to be moved: no node could be drained" (int $available) $replicas) -}}
{{- end -}}
{{- $delay := get $settings "SHUTDOWN_DELAY" | default "0s" | toString | include "chordpro-api.seconds" | int -}}
{{- $timeout := get $settings "SHUTDOWN_TIMEOUT" | default "30s" | toString | include "chordpro-api.seconds" | int -}}
{{- if le (int $values.terminationGracePeriodSeconds) (add $delay $timeout | int) -}}
{{- fail (printf "terminationGracePeriodSeconds of %d is not more than SHUTDOWN_DELAY and SHUTDOWN_TIMEOUT together, %d" (int $values.terminationGracePeriodSeconds) (add $delay $timeout)) -}}
{{- end -}}
{{- if and $values.networkPolicy.enabled (not $values.networkPolicy.egress) -}}
{{- range $name := list "REDIS_URL" "OTEL_EXPORTER_OTLP_ENDPOINT" "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT" -}}
{{- if or (hasKey $settings $name) (hasKey $secrets $name) -}}
{{- fail (printf "%s is set, and networkPolicy.egress lets the service connect to nobody" $name) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end }}
