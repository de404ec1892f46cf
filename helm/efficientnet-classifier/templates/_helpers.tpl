{{/* Name of all objects; leaves room for suffixes. */}}
{{- define "classifier.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" -}}
{{- else if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* Labels of all objects. */}}
{{- define "classifier.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* Labels that find the server's pods, and no other pod of the release. */}}
{{- define "classifier.selectorLabels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: server
{{- end -}}

{{- define "classifier.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- .Values.serviceAccount.name | default (include "classifier.fullname" .) -}}
{{- else -}}
{{- .Values.serviceAccount.name | default "default" -}}
{{- end -}}
{{- end -}}

{{- define "classifier.image" -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" .Values.image.repository (.Values.image.tag | default (ternary (printf "%s-cuda" .Chart.AppVersion) .Chart.AppVersion .Values.gpu.enabled)) -}}
{{- end -}}
{{- end -}}

{{/* The tree config as environment variables: classifier.batching.max-size is CLASSIFIER_BATCHING_MAXSIZE. */}}
{{- define "classifier.configuration" -}}
{{- range $section, $properties := .Values.config -}}
{{- range $name, $value := $properties }}
{{ printf "CLASSIFIER_%s_%s" $section $name | upper }}: {{ if kindIs "slice" $value }}{{ join "," $value | quote }}{{ else if or (kindIs "float64" $value) (kindIs "int64" $value) }}{{ int64 $value | toString | quote }}{{ else }}{{ toString $value | quote }}{{ end }}
{{- end }}
{{- end }}
{{- end -}}

{{/* Pods that run when nobody scales and nothing fails. */}}
{{- define "classifier.fewestReplicas" -}}
{{- ternary .Values.replicas .Values.autoscaling.minReplicas (eq .Values.autoscaling.mode "none") -}}
{{- end -}}

{{- define "classifier.gracePeriodSeconds" -}}
{{- if kindIs "invalid" .Values.terminationGracePeriodSeconds -}}
{{- add (include "classifier.stopSeconds" .) 5 -}}
{{- else -}}
{{- .Values.terminationGracePeriodSeconds -}}
{{- end -}}
{{- end -}}

{{/* Seconds that a pod may need to stop: preStop, settle, drain. */}}
{{- define "classifier.stopSeconds" -}}
{{- add .Values.preStopSeconds (include "classifier.seconds" .Values.config.shutdown.settle) (include "classifier.seconds" .Values.config.shutdown.drain) -}}
{{- end -}}
