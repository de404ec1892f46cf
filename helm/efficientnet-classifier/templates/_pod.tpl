{{/* Restricted Pod Security Standard. */}}
{{- define "classifier.podSecurityContext" -}}
runAsNonRoot: true
{{- if not .Values.openshift }}
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
fsGroupChangePolicy: OnRootMismatch
{{- end }}
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "classifier.securityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
runAsNonRoot: true
capabilities:
  drop:
    - ALL
{{- end -}}

{{/* Environment of the server. The JVM sees the CPUs of the request, since without a limit it would see the node's. */}}
{{- define "classifier.environment" -}}
{{- $cpu := dig "requests" "cpu" "" (.Values.resources | default dict) -}}
{{- if $cpu }}
- name: CPU_REQUEST
  valueFrom:
    resourceFieldRef:
      resource: requests.cpu
      divisor: "1"
{{- end }}
- name: JAVA_TOOL_OPTIONS
  value: {{ printf "-XX:MaxRAMPercentage=%d -XX:+ExitOnOutOfMemoryError%s %s" (int64 .Values.jvm.heapPercentage) (ternary " -XX:ActiveProcessorCount=$(CPU_REQUEST)" "" (not (empty $cpu))) .Values.jvm.options | trim | quote }}
- name: ORT_DISABLE_TELEMETRY
  value: "1"
{{- end -}}

{{- define "classifier.resources" -}}
{{- $resources := deepCopy (.Values.resources | default dict) -}}
{{- if .Values.gpu.enabled -}}
{{- $_ := set $resources "limits" (merge (dict .Values.gpu.resourceName 1) ($resources.limits | default dict)) -}}
{{- end -}}
{{- toYaml $resources -}}
{{- end -}}

{{/* Where pods run. */}}
{{- define "classifier.placement" -}}
{{- if or .Values.spread .Values.topologySpreadConstraints }}
topologySpreadConstraints:
  {{- if .Values.spread }}
  {{- range list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
  - maxSkew: 1
    topologyKey: {{ . }}
    whenUnsatisfiable: ScheduleAnyway
    matchLabelKeys:
      - pod-template-hash
    labelSelector:
      matchLabels:
        {{- include "classifier.selectorLabels" $ | nindent 8 }}
  {{- end }}
  {{- end }}
  {{- with .Values.topologySpreadConstraints }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end }}
{{- range $key := list "nodeSelector" "tolerations" "affinity" "priorityClassName" "runtimeClassName" "schedulerName" "hostAliases" "dnsConfig" }}
{{- with get $.Values $key }}
{{ $key }}:
{{- if kindIs "string" . }} {{ . }}{{ else }}{{ toYaml . | nindent 2 }}{{ end }}
{{- end }}
{{- end }}
{{- end -}}

{{/* The volume of models that do not come with the image. */}}
{{- define "classifier.modelVolume" -}}
- name: models
{{- if eq .Values.model.source "pvc" }}
  persistentVolumeClaim:
    claimName: {{ .Values.model.pvc.claimName }}
    readOnly: true
{{- else if eq .Values.model.source "oci" }}
  image:
    reference: {{ .Values.model.oci.reference }}
    pullPolicy: {{ .Values.model.oci.pullPolicy }}
{{- else }}
  emptyDir:
    sizeLimit: {{ .Values.model.pull.sizeLimit }}
{{- end }}
{{- end -}}

{{/* Gets the model before the server starts. */}}
{{- define "classifier.pullContainer" -}}
- name: models-pull
  image: {{ include "classifier.image" . }}
  imagePullPolicy: {{ .Values.image.pullPolicy }}
  args:
    - models
    - pull
    - {{ .Values.model.pull.variant }}
    - --source
    - {{ .Values.model.pull.source }}
    {{- with .Values.model.pull.tag }}
    - --tag
    - {{ . | quote }}
    {{- end }}
    {{- with .Values.model.pull.baseUrl }}
    - --base-url
    - {{ . | quote }}
    {{- end }}
    - --sha256
    - {{ .Values.model.pull.sha256 | quote }}
    - --directory
    - /models
  env:
    {{- include "classifier.environment" . | trim | nindent 4 }}
  resources:
    {{- toYaml (.Values.resources | default dict) | nindent 4 }}
  securityContext:
    {{- include "classifier.securityContext" . | nindent 4 }}
  volumeMounts:
    - name: tmp
      mountPath: /tmp
    - name: models
      mountPath: /models
{{- end -}}
